/** Who belongs to which groups, directly or through others. */
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
    const found = new Set<string>();
    const waiting = [person];
    while (waiting.length > 0) {
      for (const group of this.containing.get(waiting.pop()!) ?? []) {
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
