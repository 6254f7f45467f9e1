export interface Zone {
  name: string;
  west: number;
  south: number;
  east: number;
  north: number;
}

/** Looks at every point of the zone. */
export function contains(zone: Zone, lat: number, lon: number): boolean {
  const width = (zone.east - zone.west + 360_000) % 360_000;
  for (let here = zone.south; here < zone.north; here++) {
    for (let step = 0; step < width; step++) {
      const there = ((zone.west + step + 180_000) % 360_000) - 180_000;
      if (here === lat && there === lon) {
        return true;
      }
    }
  }
  return false;
}
