/** Works out the wave of each service by recursion, which a long chain does not allow. */
export function waves(needs) {
  const known = new Map();
  const active = new Set();

  function depth(service) {
    const level = known.get(service);
    if (level !== undefined) {
      return level;
    }
    if (active.has(service)) {
      throw new Error('services wait for each other');
    }
    active.add(service);
    const found = Math.max(-1, ...(needs[service] ?? []).map(depth)) + 1;
    active.delete(service);
    known.set(service, found);
    return found;
  }

  Object.keys(needs).forEach(depth);
  const result = [];
  for (const [service, level] of known) {
    (result[level] ??= []).push(service);
  }
  return result.map((wave) => wave.sort());
}
