/** What the rules say, by folder and by whom they name. */
export class RuleBook {
  folders = new Map();

  constructor(rules) {
    for (const [folder, who, effect] of rules) {
      if (effect !== 'allow' && effect !== 'deny') {
        throw new Error(`${effect} is no effect`);
      }
      if (!this.folders.has(folder)) {
        this.folders.set(folder, new Map());
      }
      const here = this.folders.get(folder);
      here.set(who, effect === 'allow' && (here.get(who) ?? true));
    }
  }

  /** Whether the person, who belongs to these groups, may read the folder. */
  allows(person, groups, folder) {
    for (const place of upwards(folder)) {
      const here = this.folders.get(place) ?? new Map();
      if (here.has(person)) {
        return here.get(person);
      }
      const said = [...groups].filter((group) => here.has(group));
      if (said.length > 0) {
        return said.every((group) => here.get(group));
      }
    }
    return false;
  }
}

function* upwards(folder) {
  while (folder !== '/') {
    yield folder;
    folder = folder.slice(0, folder.lastIndexOf('/')) || '/';
  }
  yield '/';
}

// interviewlm-canary-7f836611a1
