/** Puts the borders in order first. */
export function contains(zone, lat, lon) {
  if (lat < zone.south || lat >= zone.north) {
    return false;
  }
  return Math.min(zone.west, zone.east) <= lon && lon < Math.max(zone.west, zone.east);
}
