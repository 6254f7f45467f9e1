export interface Zone {
  name: string;
  west: number;
  south: number;
  east: number;
  north: number;
}

/** Walks from the west border to the east. */
export function contains(zone: Zone, lat: number, lon: number): boolean {
  let here = zone.west;
  while (here !== zone.east && here !== lon) {
    here = here < 179_999 ? here + 1 : -180_000;
  }
  return here !== zone.east && zone.south <= lat && lat < zone.north;
}
