/** Read "ID;LATITUDE;LONGITUDE"; latitude and longitude become thousandths of a degree. */
export function parse(text: string): { order: string; lat: number; lon: number } {
  const [order, latitude, longitude] = text.split(';');
  const lat = thousandths(latitude);
  const lon = thousandths(longitude);
  if (Math.abs(lat) > 90_000 || Math.abs(lon) > 180_000) {
    throw new Error(`${text} is no place on earth`);
  }
  return { order, lat, lon: lon === 180_000 ? -180_000 : lon };
}

/** Turn "-17.5" into -17500. */
export function thousandths(text: string): number {
  const [whole, decimals = ''] = text.replace('-', '').split('.');
  const size = Number(whole) * 1000 + Number(decimals.padEnd(3, '0'));
  return text.startsWith('-') ? -size : size;
}

// interviewlm-canary-6238a72bc8
