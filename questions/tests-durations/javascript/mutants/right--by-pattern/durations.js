const PATTERN = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/** Read a duration such as "1h30m"; throws an Error for anything else. */
export function seconds(text) {
  const match = PATTERN.exec(text.trim());
  if (match === null || match[0] === '') {
    throw new RangeError(`not a duration: "${text}"`);
  }
  const [days, hours, minutes, rest] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + rest;
}
