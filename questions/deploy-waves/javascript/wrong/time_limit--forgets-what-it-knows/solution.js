/** Works out the wave of a service again for everybody who needs it. */
export function waves(needs) {
  const services = new Set([...Object.keys(needs), ...Object.values(needs).flat()]);
  const result = [];
  for (const service of services) {
    (result[depth(service, needs, [])] ??= []).push(service);
  }
  return result.map((wave) => wave.sort());
}

function depth(service, needs, path) {
  if (path.includes(service)) {
    throw new Error('services wait for each other');
  }
  let deepest = -1;
  for (const other of needs[service] ?? []) {
    deepest = Math.max(deepest, depth(other, needs, [...path, service]));
  }
  return deepest + 1;
}
