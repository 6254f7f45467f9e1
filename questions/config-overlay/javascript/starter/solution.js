/**
 * Lay configuration layers over each other; later ones win.
 *
 * @param {any[]} layers lowest priority first; null removes a key. Not all of them need to be objects.
 * @returns {object} a new object
 */
export function effectiveConfig(layers) {
  throw new Error('not implemented');
}
