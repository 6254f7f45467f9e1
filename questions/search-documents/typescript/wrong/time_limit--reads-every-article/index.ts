import type { Query } from './query';
import { words } from './words';

/** Reads every article again for each word or phrase of a query. */
export class Index {
  private articles: string[];

  constructor(articles: string[]) {
    this.articles = articles;
  }

  /** The numbers of the articles that fit. */
  find(query: Query): Set<number> {
    const numbers = [...this.articles.keys()];
    return new Set(numbers.filter((number) => this.fits(query, this.articles[number])));
  }

  private fits(query: Query, article: string): boolean {
    if (query.kind === 'phrase') {
      return ` ${words(article).join(' ')} `.includes(` ${query.words.join(' ')} `);
    }
    if (query.kind === 'not') {
      return !this.fits(query.part, article);
    }
    const fits = query.parts.map((part) => this.fits(part, article));
    return query.kind === 'or' ? fits.includes(true) : !fits.includes(false);
  }
}
