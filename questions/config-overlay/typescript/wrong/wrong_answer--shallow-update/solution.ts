type Json = null | boolean | number | string | Json[] | Config;
interface Config {
  [key: string]: Json;
}

/** Merges the top level only. */
export function effectiveConfig(layers: Json[]): Config {
  const result: Config = {};
  for (const layer of layers) {
    if (!isObject(layer)) {
      throw new Error('a layer is not an object');
    }
    Object.assign(result, layer);
  }
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== null));
}

function isObject(value: Json | undefined): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
