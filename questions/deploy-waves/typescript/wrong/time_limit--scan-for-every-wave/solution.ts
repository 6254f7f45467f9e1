/** Looks at all waiting services again for every wave. */
export function waves(needs: Record<string, string[]>): string[][] {
  const services = new Set([...Object.keys(needs), ...Object.values(needs).flat()]);
  const out = new Set<string>();
  const result: string[][] = [];
  while (out.size < services.size) {
    const wave = [...services].filter(
      (service) => !out.has(service) && (needs[service] ?? []).every((other) => out.has(other)),
    );
    if (wave.length === 0) {
      throw new Error('services wait for each other');
    }
    result.push(wave.sort());
    for (const service of wave) {
      out.add(service);
    }
  }
  return result;
}
