/** Lets a deny further up win. */
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
    const said = [];
    for (const place of upwards(folder)) {
      const here = this.folders.get(place) ?? new Map();
      said.push(...[person, ...groups].filter((who) => here.has(who)).map((who) => here.get(who)));
    }
    return said.length > 0 && !said.includes(false);
  }
}

function* upwards(folder) {
  while (folder !== '/') {
    yield folder;
    folder = folder.slice(0, folder.lastIndexOf('/')) || '/';
  }
  yield '/';
}
