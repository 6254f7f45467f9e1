/** Takes a new object as it is, with the nulls in it. */
export function effectiveConfig(layers) {
  const result = {};
  for (const layer of layers) {
    if (!isObject(layer)) {
      throw new Error('a layer is not an object');
    }
    lay(result, layer);
  }
  return result;
}

function lay(result, layer) {
  for (const [key, value] of Object.entries(layer)) {
    if (value === null) {
      delete result[key];
    } else if (isObject(value)) {
      const below = result[key];
      if (isObject(below)) {
        lay(below, value);
      } else {
        result[key] = structuredClone(value);
      }
    } else {
      result[key] = value;
    }
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
