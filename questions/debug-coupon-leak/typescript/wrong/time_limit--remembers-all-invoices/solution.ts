import { discount } from './discounts';
import { cents } from './money';

/** What a customer bought, and the codes that came with it. */
export interface Invoice {
  lines: [quantity: number, price: string][];
  coupons: string[];
}

/**
 * Work out what each invoice comes to.
 *
 * @returns the total of each invoice in cents
 */
export function totals(invoices: Invoice[]): number[] {
  return invoices.map((invoice, number) => {
    const subtotal = invoice.lines.reduce((sum, [quantity, price]) => sum + quantity * cents(price), 0);
    return subtotal - discount(subtotal, invoice.coupons, number);
  });
}
