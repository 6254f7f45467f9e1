export interface Zone {
  name: string;
  west: number;
  south: number;
  east: number;
  north: number;
}

/** Refuses a zone whose west is larger than its east. */
export function contains(zone: Zone, lat: number, lon: number): boolean {
  if (lat < zone.south || lat >= zone.north) {
    return false;
  }
  if (zone.west <= zone.east) {
    return zone.west <= lon && lon < zone.east;
  }
  throw new Error(`west and east of ${zone.name} are mixed up`);
}
