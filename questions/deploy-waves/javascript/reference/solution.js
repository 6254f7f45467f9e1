/** Put services into deployment waves, each as early as possible. */
export function waves(needs) {
  const missing = new Map();
  const neededBy = new Map();
  for (const [service, wanted] of Object.entries(needs)) {
    const others = new Set(wanted);
    missing.set(service, others.size);
    for (const other of others) {
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
  const result = [];
  let deployed = 0;
  let wave = [...missing.keys()].filter((service) => missing.get(service) === 0);
  while (wave.length > 0) {
    result.push(wave.sort());
    deployed += wave.length;
    const next = [];
    for (const service of wave) {
      for (const waiting of neededBy.get(service) ?? []) {
        const left = missing.get(waiting) - 1;
        missing.set(waiting, left);
        if (left === 0) {
          next.push(waiting);
        }
      }
    }
    wave = next;
  }
  if (deployed < missing.size) {
    throw new Error('services wait for each other');
  }
  return result;
}

// interviewlm-canary-a603f461ca
