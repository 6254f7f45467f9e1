/** Searches each group for the person, from the top. */
export class Groups {
  groups;

  constructor(groups) {
    this.groups = groups;
  }

  /** The groups of a person, each written as "@name". */
  of(person) {
    const names = Object.keys(this.groups).filter((name) => this.contains(name, person, []));
    return new Set(names.map((name) => `@${name}`));
  }

  contains(name, person, path) {
    if (path.includes(name)) {
      return false;
    }
    const members = this.groups[name] ?? [];
    const below = members.filter((member) => member.startsWith('@')).map((member) => member.slice(1));
    return members.includes(person) || below.some((one) => this.contains(one, person, [...path, name]));
  }
}
