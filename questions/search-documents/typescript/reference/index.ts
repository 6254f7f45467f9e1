import type { Query } from './query';
import { words } from './words';

/** Knows in which articles, and at which places, each word stands. */
export class Index {
  private all: Set<number>;
  private places = new Map<string, Map<number, Set<number>>>();

  constructor(articles: string[]) {
    this.all = new Set(articles.keys());
    articles.forEach((article, number) => words(article).forEach((word, place) => this.add(word, number, place)));
  }

  /** The numbers of the articles that fit. */
  find(query: Query): Set<number> {
    if (query.kind === 'phrase') {
      return this.withPhrase(query.words);
    }
    if (query.kind === 'not') {
      return this.all.difference(this.find(query.part));
    }
    const found = query.parts.map((part) => this.find(part));
    return found.reduce((one, other) => (query.kind === 'or' ? one.union(other) : one.intersection(other)));
  }

  private add(word: string, number: number, place: number): void {
    const articles = this.places.get(word) ?? new Map<number, Set<number>>();
    this.places.set(word, articles);
    const there = articles.get(number) ?? new Set<number>();
    articles.set(number, there);
    there.add(place);
  }

  private withPhrase(phrase: string[]): Set<number> {
    const places = phrase.map((word) => this.places.get(word) ?? new Map<number, Set<number>>());
    const found = new Set<number>();
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
