import { parse } from './positions';
import { contains } from './zones';

/** Find the zone of each order. */
export function assign(zones, orders) {
  const known = new Map();
  return orders.map((text) => {
    const { order, lat, lon } = parse(text);
    const place = `${lat} ${lon}`;
    if (!known.has(place)) {
      known.set(place, zoneAt(zones, lat, lon));
    }
    return [order, known.get(place)];
  });
}

function zoneAt(zones, lat, lon) {
  return zones.find((zone) => contains(zone, lat, lon))?.name ?? 'none';
}

// interviewlm-canary-6238a72bc8
