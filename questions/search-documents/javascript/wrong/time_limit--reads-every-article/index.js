import { words } from './words';

/** Reads every article again for each word or phrase of a query. */
export class Index {
  articles;

  constructor(articles) {
    this.articles = articles;
  }

  /** The numbers of the articles that fit. */
  find(query) {
    const numbers = [...this.articles.keys()];
    return new Set(numbers.filter((number) => this.fits(query, this.articles[number])));
  }

  fits(query, article) {
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
