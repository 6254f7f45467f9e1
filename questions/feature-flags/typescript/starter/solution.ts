import { type Flag, FlagSet } from './flags';

/**
 * Answer requests for feature flags.
 *
 * @param flags list of { name, on, allow, deny, percent, needs }
 * @param requests list of [user, flag]
 * @returns true or false for each request
 */
export function evaluate(flags: Flag[], requests: [string, string][]): boolean[] {
  const known = new FlagSet(flags);
  return requests.map(([user, flag]) => known.isOn(flag, user));
}
