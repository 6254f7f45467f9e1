PERCENT = {"P10": 10, "P25": 25}
FIXED = {"F500": 500, "F2000": 2000}


def discount(subtotal, coupons, invoice, used):
    """Keeps a list of all codes with their invoices, and searches it for every code."""
    percent = fixed = 0
    for code in coupons:
        if code not in PERCENT and code not in FIXED:
            raise ValueError(f"unknown coupon {code}")
        if [invoice, code] in used:
            continue
        used.append([invoice, code])
        percent += PERCENT.get(code, 0)
        fixed += FIXED.get(code, 0)
    return min(subtotal, subtotal * percent // 100 + fixed)
