/** Searches each group for the person, from the top. */
export class Groups {
  private groups: Record<string, string[]>;

  constructor(groups: Record<string, string[]>) {
    this.groups = groups;
  }

  /** The groups of a person, each written as "@name". */
  of(person: string): Set<string> {
    const names = Object.keys(this.groups).filter((name) => this.contains(name, person, []));
    return new Set(names.map((name) => `@${name}`));
  }

  private contains(name: string, person: string, path: string[]): boolean {
    if (path.includes(name)) {
      return false;
    }
    const members = this.groups[name] ?? [];
    const below = members.filter((member) => member.startsWith('@')).map((member) => member.slice(1));
    return members.includes(person) || below.some((one) => this.contains(one, person, [...path, name]));
  }
}
