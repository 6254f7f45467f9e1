const PERCENT = new Map([['P10', 10], ['P25', 25]]);
const FIXED = new Map([['F500', 500], ['F2000', 2000]]);

/** The cents that the coupons take off; each code counts once per invoice. */
export function discount(subtotal, coupons) {
  let percent = 0;
  let fixed = 0;
  for (const code of new Set(coupons)) {
    if (!PERCENT.has(code) && !FIXED.has(code)) {
      throw new Error(`unknown coupon ${code}`);
    }
    percent += PERCENT.get(code) ?? 0;
    fixed += FIXED.get(code) ?? 0;
  }
  return Math.min(subtotal, Math.floor((subtotal * percent) / 100) + fixed);
}

// interviewlm-canary-7497f8618e
