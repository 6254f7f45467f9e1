/** Follows every way from group to group, circles apart. */
export class Groups {
  private containing = new Map<string, string[]>();

  constructor(groups: Record<string, string[]>) {
    for (const [name, members] of Object.entries(groups)) {
      for (const member of members) {
        if (!this.containing.has(member)) {
          this.containing.set(member, []);
        }
        this.containing.get(member)!.push(`@${name}`);
      }
    }
  }

  /** The groups of a person, each written as "@name". */
  of(person: string): Set<string> {
    return new Set(this.above(person, []));
  }

  private above(member: string, path: string[]): Set<string> {
    const found = new Set<string>();
    for (const group of this.containing.get(member) ?? []) {
      if (!path.includes(group)) {
        found.add(group);
        this.above(group, [...path, group]).forEach((one) => found.add(one));
      }
    }
    return found;
  }
}
