/** Read "ID;LATITUDE;LONGITUDE"; latitude and longitude become thousandths of a degree. */
export function parse(text) {
  const [order, latitude, longitude] = text.split(';');
  const lat = thousandths(latitude);
  const lon = thousandths(longitude);
  if (Math.abs(lat) > 90_000 || Math.abs(lon) > 180_000) {
    throw new Error(`${text} is no place on earth`);
  }
  return { order, lat, lon: lon === 180_000 ? -180_000 : lon };
}

/** Turn "-17.5" into -17500. */
export function thousandths(text) {
  const [whole, decimals = ''] = text.split('.');
  const degrees = Number(whole) * 1000;
  const rest = Number(decimals.padEnd(3, '0'));
  return degrees < 0 ? degrees - rest : degrees + rest;
}
