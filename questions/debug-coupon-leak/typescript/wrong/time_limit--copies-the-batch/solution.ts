import { discount } from './discounts';
import { cents } from './money';

/** What a customer bought, and the codes that came with it. */
export interface Invoice {
  lines: [quantity: number, price: string][];
  coupons: string[];
}

/** Suspects that invoices change each other, and copies the whole batch for each. */
export function totals(invoices: Invoice[]): number[] {
  return invoices.map((_, number) => {
    const invoice = structuredClone(invoices)[number];
    const subtotal = invoice.lines.reduce((sum, [quantity, price]) => sum + quantity * cents(price), 0);
    return subtotal - discount(subtotal, invoice.coupons);
  });
}
