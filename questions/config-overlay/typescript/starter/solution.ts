/** What JSON can say. */
export type Json = null | boolean | number | string | Json[] | Config;
/** An object of configuration. */
export interface Config {
  [key: string]: Json;
}

/**
 * Lay configuration layers over each other; later ones win.
 *
 * @param layers lowest priority first; null removes a key. Not all of them need to be objects.
 * @returns a new object
 */
export function effectiveConfig(layers: Json[]): Config {
  throw new Error('not implemented');
}
