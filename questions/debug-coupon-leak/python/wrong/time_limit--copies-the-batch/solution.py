import copy

from discounts import discount
from money import cents


def totals(invoices):
    """Suspects that invoices change each other, and copies the whole batch for each."""
    result = []
    for number in range(len(invoices)):
        invoice = copy.deepcopy(invoices)[number]
        subtotal = sum(quantity * cents(price) for quantity, price in invoice["lines"])
        result.append(subtotal - discount(subtotal, invoice["coupons"]))
    return result
