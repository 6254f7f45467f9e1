import { discount } from './discounts.js';
import { cents } from './money.js';

/**
 * Work out what each invoice comes to.
 *
 * @returns the total of each invoice in cents
 */
export function totals(invoices) {
  return invoices.map((invoice, number) => {
    const subtotal = invoice.lines.reduce((sum, [quantity, price]) => sum + quantity * cents(price), 0);
    return subtotal - discount(subtotal, invoice.coupons, number);
  });
}
