import { discount } from './discounts.js';
import { cents } from './money.js';

/**
 * Work out what each invoice comes to.
 *
 * @param {{lines: [number, string][], coupons: string[]}[]} invoices lines are [quantity, price]
 * @returns {number[]} the total of each invoice in cents
 */
export function totals(invoices) {
  return invoices.map((invoice) => {
    const subtotal = invoice.lines.reduce((sum, [quantity, price]) => sum + quantity * cents(price), 0);
    return subtotal - discount(subtotal, invoice.coupons);
  });
}
