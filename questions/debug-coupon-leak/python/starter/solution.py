from discounts import discount
from money import cents


def totals(invoices):
    """Work out what each invoice comes to.

    invoices: list of {"lines": [[quantity, price], ...], "coupons": [code, ...]}.
    Returns the total of each invoice in cents.
    """
    result = []
    for invoice in invoices:
        subtotal = sum(quantity * cents(price) for quantity, price in invoice["lines"])
        result.append(subtotal - discount(subtotal, invoice["coupons"]))
    return result
