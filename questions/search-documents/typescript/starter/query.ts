import { words } from './words';

/** Read a query. So far it is the list of its words. */
export function parse(text: string): string[] {
  return words(text);
}
