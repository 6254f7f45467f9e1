/** What the rules say. So far only a rule for this person and this folder counts. */
export class RuleBook {
  private rules: [string, string, string][];

  constructor(rules: [string, string, string][]) {
    this.rules = rules;
  }

  /** Whether the person, who belongs to these groups, may read the folder. */
  allows(person: string, groups: Set<string>, folder: string): boolean {
    return this.rules.some(([place, who, effect]) => place === folder && who === person && effect === 'allow');
  }
}
