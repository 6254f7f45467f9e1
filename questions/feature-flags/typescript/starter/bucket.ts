/** Put a user into one of the buckets 0 to 99; another flag, another bucket. */
export function bucket(flag: string, user: string): number {
  let number = 7;
  for (const letter of `${flag}/${user}`) {
    number = (number * 31 + letter.codePointAt(0)!) % 1_000_003;
  }
  return number % 100;
}
