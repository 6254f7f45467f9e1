/**
 * Work out the settings after all clicks.
 *
 * @param start an object of texts, which stays as it is
 * @param clicks list of ["set", key, value], ["remove", key], ["undo", n], ["redo", n]
 * @returns a new object; throws an Error when an n is below 1
 */
export function settingsAfter(start: Record<string, string>, clicks: string[][]): Record<string, string> {
  throw new Error('not implemented');
}
