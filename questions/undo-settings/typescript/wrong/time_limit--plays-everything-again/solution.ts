/** Keeps the changes in a list and plays all of them again for every undo and redo. */
export function settingsAfter(start: Record<string, string>, clicks: string[][]): Record<string, string> {
  let changes: string[][] = [];
  let active = 0;
  let settings = { ...start };
  for (const click of clicks) {
    if (click[0] === 'undo' || click[0] === 'redo') {
      const steps = Number(click[1]);
      if (steps < 1) {
        throw new RangeError(`${click[0]} ${steps} times`);
      }
      active = click[0] === 'undo' ? Math.max(0, active - steps) : Math.min(changes.length, active + steps);
      settings = { ...start };
      for (const change of changes.slice(0, active)) {
        apply(settings, change);
      }
    } else if (settings[click[1]] !== click[2]) {
      changes = [...changes.slice(0, active), click];
      active += 1;
      apply(settings, click);
    }
  }
  return settings;
}

function apply(settings: Record<string, string>, change: string[]): void {
  if (change[0] === 'set') {
    settings[change[1]] = change[2];
  } else {
    delete settings[change[1]];
  }
}
