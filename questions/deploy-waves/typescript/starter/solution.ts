/**
 * Put services into deployment waves.
 *
 * @param needs each service with the services it needs
 * @returns the waves in order, each sorted by name; services that wait for each other are an error
 */
export function waves(needs: Record<string, string[]>): string[][] {
  throw new Error('not implemented');
}
