interface Change {
  key: string;
  before: string | undefined;
  after: string | undefined;
}

/** Work out the settings after all clicks. */
export function settingsAfter(start: Record<string, string>, clicks: string[][]): Record<string, string> {
  const settings = new Map(Object.entries(start));
  const done: Change[] = [];
  let undone: Change[] = [];
  for (const [kind, key, value] of clicks) {
    if (kind === 'undo' || kind === 'redo') {
      const steps = Number(key);
      if (steps < 1) {
        throw new RangeError(`${kind} ${steps} times`);
      }
      const [source, target] = kind === 'undo' ? [done, undone] : [undone, done];
      for (let step = Math.min(steps, source.length); step > 0; step--) {
        const change = source.pop()!;
        target.push(change);
        put(settings, change.key, kind === 'undo' ? change.before : change.after);
      }
    } else {
      const before = settings.get(key);
      const after = kind === 'set' ? value : undefined;
      if (after !== before) {
        done.push({ key, before, after });
        undone = [];
        put(settings, key, after);
      }
    }
  }
  return Object.fromEntries(settings);
}

function put(settings: Map<string, string>, key: string, value: string | undefined): void {
  if (value === undefined) {
    settings.delete(key);
  } else {
    settings.set(key, value);
  }
}

// interviewlm-canary-cbc071605b
