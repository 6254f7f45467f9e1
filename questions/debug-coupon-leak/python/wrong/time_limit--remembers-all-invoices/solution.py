from discounts import discount
from money import cents


def totals(invoices):
    """Keeps a list of all codes with their invoices, and searches it for every code."""
    result, used = [], []
    for number, invoice in enumerate(invoices):
        subtotal = sum(quantity * cents(price) for quantity, price in invoice["lines"])
        result.append(subtotal - discount(subtotal, invoice["coupons"], number, used))
    return result
