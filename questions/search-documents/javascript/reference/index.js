import { words } from './words';

/** Knows in which articles, and at which places, each word stands. */
export class Index {
  all;
  places = new Map();

  constructor(articles) {
    this.all = new Set(articles.keys());
    articles.forEach((article, number) => words(article).forEach((word, place) => this.add(word, number, place)));
  }

  /** The numbers of the articles that fit. */
  find(query) {
    if (query.kind === 'phrase') {
      return this.withPhrase(query.words);
    }
    if (query.kind === 'not') {
      return this.all.difference(this.find(query.part));
    }
    const found = query.parts.map((part) => this.find(part));
    return found.reduce((one, other) => (query.kind === 'or' ? one.union(other) : one.intersection(other)));
  }

  add(word, number, place) {
    const articles = this.places.get(word) ?? new Map();
    this.places.set(word, articles);
    const there = articles.get(number) ?? new Set();
    articles.set(number, there);
    there.add(place);
  }

  withPhrase(phrase) {
    const places = phrase.map((word) => this.places.get(word) ?? new Map());
    const found = new Set();
    for (const [number, begins] of places[0]) {
      const fits = [...begins].some((begin) => places.every((place, step) => place.get(number)?.has(begin + step)));
      if (fits) {
        found.add(number);
      }
    }
    return found;
  }
}

// interviewlm-canary-0a158a6b32
