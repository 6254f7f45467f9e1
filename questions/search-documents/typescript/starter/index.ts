import { words } from './words';

/** Knows which articles have which words. */
export class Index {
  private articles: Set<string>[];

  constructor(articles: string[]) {
    this.articles = articles.map((article) => new Set(words(article)));
  }

  /** The numbers of the articles that fit. So far they have all words of the query. */
  find(query: string[]): Set<number> {
    const found = new Set<number>();
    this.articles.forEach((words, number) => {
      if (query.every((word) => words.has(word))) {
        found.add(number);
      }
    });
    return found;
  }
}
