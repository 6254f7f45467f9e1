import { words } from './words';

/** Knows which articles have which words. */
export class Index {
  articles;

  constructor(articles) {
    this.articles = articles.map((article) => new Set(words(article)));
  }

  /** The numbers of the articles that fit. So far they have all words of the query. */
  find(query) {
    const found = new Set();
    this.articles.forEach((words, number) => {
      if (query.every((word) => words.has(word))) {
        found.add(number);
      }
    });
    return found;
  }
}
