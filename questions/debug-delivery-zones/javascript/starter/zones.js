/** Whether a place lies in the zone; the east and north borders do not belong to it. */
export function contains(zone, lat, lon) {
  return zone.south <= lat && lat < zone.north && zone.west <= lon && lon < zone.east;
}
