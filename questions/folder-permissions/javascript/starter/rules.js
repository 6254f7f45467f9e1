/** What the rules say. So far only a rule for this person and this folder counts. */
export class RuleBook {
  rules;

  constructor(rules) {
    this.rules = rules;
  }

  /** Whether the person, who belongs to these groups, may read the folder. */
  allows(person, groups, folder) {
    return this.rules.some(([place, who, effect]) => place === folder && who === person && effect === 'allow');
  }
}
