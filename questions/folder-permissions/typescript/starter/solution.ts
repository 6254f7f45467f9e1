import { Groups } from './groups';
import { RuleBook } from './rules';

/**
 * Answer who may read which folder.
 *
 * @param groups an object from a group's name to its members, people or "@group"
 * @param rules list of [folder, who, "allow" or "deny"]
 * @param questions list of [person, folder]
 * @returns true or false for each question
 */
export function canRead(
  groups: Record<string, string[]>,
  rules: [string, string, string][],
  questions: [string, string][],
): boolean[] {
  const known = new Groups(groups);
  const book = new RuleBook(rules);
  return questions.map(([person, folder]) => book.allows(person, known.of(person), folder));
}
