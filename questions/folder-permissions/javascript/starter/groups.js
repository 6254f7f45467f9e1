/** Who belongs to which groups. So far only those count that name a person directly. */
export class Groups {
  groups;

  constructor(groups) {
    this.groups = groups;
  }

  /** The groups of a person, each written as "@name". */
  of(person) {
    const names = Object.keys(this.groups).filter((name) => this.groups[name].includes(person));
    return new Set(names.map((name) => `@${name}`));
  }
}
