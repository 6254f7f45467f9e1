export interface Zone {
  name: string;
  west: number;
  south: number;
  east: number;
  north: number;
}

/** Puts the borders in order first. */
export function contains(zone: Zone, lat: number, lon: number): boolean {
  if (lat < zone.south || lat >= zone.north) {
    return false;
  }
  return Math.min(zone.west, zone.east) <= lon && lon < Math.max(zone.west, zone.east);
}
