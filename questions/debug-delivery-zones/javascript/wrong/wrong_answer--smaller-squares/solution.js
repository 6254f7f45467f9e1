import { parse } from './positions';
import { contains } from './zones';

/** Remembers zones for smaller squares. */
export function assign(zones, orders) {
  const known = new Map();
  return orders.map((text) => {
    const { order, lat, lon } = parse(text);
    const place = `${Math.floor(lat / 10)} ${Math.floor(lon / 10)}`;
    if (!known.has(place)) {
      known.set(place, zoneAt(zones, lat, lon));
    }
    return [order, known.get(place)];
  });
}

function zoneAt(zones, lat, lon) {
  return zones.find((zone) => contains(zone, lat, lon))?.name ?? 'none';
}
