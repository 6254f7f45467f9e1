/** Follows every way from group to group, circles apart. */
export class Groups {
  containing = new Map();

  constructor(groups) {
    for (const [name, members] of Object.entries(groups)) {
      for (const member of members) {
        if (!this.containing.has(member)) {
          this.containing.set(member, []);
        }
        this.containing.get(member).push(`@${name}`);
      }
    }
  }

  /** The groups of a person, each written as "@name". */
  of(person) {
    return new Set(this.above(person, []));
  }

  above(member, path) {
    const found = new Set();
    for (const group of this.containing.get(member) ?? []) {
      if (!path.includes(group)) {
        found.add(group);
        this.above(group, [...path, group]).forEach((one) => found.add(one));
      }
    }
    return found;
  }
}
