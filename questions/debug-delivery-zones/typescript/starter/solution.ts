import { parse } from './positions';
import { contains, type Zone } from './zones';

/**
 * Find the zone of each order.
 *
 * @param zones list of { name, west, south, east, north } in thousandths of a degree
 * @param orders list of texts "ID;LATITUDE;LONGITUDE"
 * @returns [ID, zone] for each; throws an Error for a place that is none
 */
export function assign(zones: Zone[], orders: string[]): [string, string][] {
  const known = new Map<string, string>();
  return orders.map((text) => {
    const { order, lat, lon } = parse(text);
    const place = `${Math.floor(lat / 1000)} ${Math.floor(lon / 1000)}`;
    if (!known.has(place)) {
      known.set(place, zoneAt(zones, lat, lon));
    }
    return [order, known.get(place)!];
  });
}

function zoneAt(zones: Zone[], lat: number, lon: number): string {
  return zones.find((zone) => contains(zone, lat, lon))?.name ?? 'none';
}
