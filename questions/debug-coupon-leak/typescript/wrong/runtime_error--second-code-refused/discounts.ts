const PERCENT = new Map([['P10', 10], ['P25', 25]]);
const FIXED = new Map([['F500', 500], ['F2000', 2000]]);

/** Takes a code that is given twice on an invoice for a mistake. */
export function discount(subtotal: number, coupons: string[]): number {
  let percent = 0;
  let fixed = 0;
  if (new Set(coupons).size < coupons.length) {
    throw new Error('a coupon is used twice');
  }
  for (const code of coupons) {
    if (!PERCENT.has(code) && !FIXED.has(code)) {
      throw new Error(`unknown coupon ${code}`);
    }
    percent += PERCENT.get(code) ?? 0;
    fixed += FIXED.get(code) ?? 0;
  }
  return Math.min(subtotal, Math.floor((subtotal * percent) / 100) + fixed);
}
