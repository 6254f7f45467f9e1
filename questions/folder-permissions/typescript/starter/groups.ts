/** Who belongs to which groups. So far only those count that name a person directly. */
export class Groups {
  private groups: Record<string, string[]>;

  constructor(groups: Record<string, string[]>) {
    this.groups = groups;
  }

  /** The groups of a person, each written as "@name". */
  of(person: string): Set<string> {
    const names = Object.keys(this.groups).filter((name) => this.groups[name].includes(person));
    return new Set(names.map((name) => `@${name}`));
  }
}
