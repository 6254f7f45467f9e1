import { Index } from './index';
import { parse } from './query';

/**
 * Find articles.
 *
 * @param articles list of texts
 * @param queries list of texts
 * @returns the numbers of the articles that fit, for each query; throws an Error for a query that cannot be read
 */
export function search(articles: string[], queries: string[]): number[][] {
  const index = new Index(articles);
  return queries.map((query) => [...index.find(parse(query))].sort((a, b) => a - b));
}
