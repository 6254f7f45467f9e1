const PERCENT = new Map([['P10', 10], ['P25', 25]]);
const FIXED = new Map([['F500', 500], ['F2000', 2000]]);

const used = [];

/** Keeps a list of all codes with their invoices, and searches it for every code. */
export function discount(subtotal, coupons, invoice) {
  let percent = 0;
  let fixed = 0;
  for (const code of coupons) {
    if (!PERCENT.has(code) && !FIXED.has(code)) {
      throw new Error(`unknown coupon ${code}`);
    }
    if (used.some((one) => one.invoice === `invoice ${invoice}` && one.code === code)) {
      continue;
    }
    used.push({ invoice: `invoice ${invoice}`, code });
    percent += PERCENT.get(code) ?? 0;
    fixed += FIXED.get(code) ?? 0;
  }
  return Math.min(subtotal, Math.floor((subtotal * percent) / 100) + fixed);
}
