/** Whether a place lies in the zone; the east and north borders do not belong to it. */
export function contains(zone, lat, lon) {
  if (lat < zone.south || lat >= zone.north) {
    return false;
  }
  if (zone.west <= zone.east) {
    return zone.west <= lon && lon < zone.east;
  }
  return lon >= zone.west || lon < zone.east;
}

// interviewlm-canary-6238a72bc8
