/** Walks from the west border to the east. */
export function contains(zone, lat, lon) {
  let here = zone.west;
  while (here !== zone.east && here !== lon) {
    here = here < 179_999 ? here + 1 : -180_000;
  }
  return here !== zone.east && zone.south <= lat && lat < zone.north;
}
