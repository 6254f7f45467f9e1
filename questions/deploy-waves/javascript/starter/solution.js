/**
 * Put services into deployment waves.
 *
 * @param {Record<string, string[]>} needs each service with the services it needs
 * @returns {string[][]} the waves in order, each sorted by name; services that wait for each other are an error
 */
export function waves(needs) {
  throw new Error('not implemented');
}
