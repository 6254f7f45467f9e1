/** Merges the top level only. */
export function effectiveConfig(layers) {
  const result = {};
  for (const layer of layers) {
    if (!isObject(layer)) {
      throw new Error('a layer is not an object');
    }
    Object.assign(result, layer);
  }
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== null));
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
