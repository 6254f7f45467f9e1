/** Lay configuration layers over each other; later ones win. */
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
      const merged = isObject(below) ? below : {};
      result[key] = merged;
      lay(merged, value);
    } else {
      result[key] = value;
    }
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// interviewlm-canary-07589af1bc
