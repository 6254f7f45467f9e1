export interface Zone {
  name: string;
  west: number;
  south: number;
  east: number;
  north: number;
}

/** Whether a place lies in the zone; the east and north borders do not belong to it. */
export function contains(zone: Zone, lat: number, lon: number): boolean {
  return zone.south <= lat && lat < zone.north && zone.west <= lon && lon < zone.east;
}
