/** Who belongs to which groups, directly or through others. */
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
    const found = new Set();
    const waiting = [person];
    while (waiting.length > 0) {
      for (const group of this.containing.get(waiting.pop()) ?? []) {
        if (!found.has(group)) {
          found.add(group);
          waiting.push(group);
        }
      }
    }
    return found;
  }
}

// interviewlm-canary-7f836611a1
