import { parse } from './positions';
import { contains, type Zone } from './zones';

/** Find the zone of each order. */
export function assign(zones: Zone[], orders: string[]): [string, string][] {
  const known = new Map<string, string>();
  return orders.map((text) => {
    const { order, lat, lon } = parse(text);
    const place = `${lat} ${lon}`;
    if (!known.has(place)) {
      known.set(place, zoneAt(zones, lat, lon));
    }
    return [order, known.get(place)!];
  });
}

function zoneAt(zones: Zone[], lat: number, lon: number): string {
  return zones.find((zone) => contains(zone, lat, lon))?.name ?? 'none';
}

// interviewlm-canary-6238a72bc8
