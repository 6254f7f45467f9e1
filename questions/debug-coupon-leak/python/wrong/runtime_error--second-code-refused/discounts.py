PERCENT = {"P10": 10, "P25": 25}
FIXED = {"F500": 500, "F2000": 2000}


def discount(subtotal, coupons):
    """Takes a code that is given twice on an invoice for a mistake."""
    percent = fixed = 0
    if len(set(coupons)) < len(coupons):
        raise ValueError("a coupon is used twice")
    for code in coupons:
        if code not in PERCENT and code not in FIXED:
            raise ValueError(f"unknown coupon {code}")
        percent += PERCENT.get(code, 0)
        fixed += FIXED.get(code, 0)
    return min(subtotal, subtotal * percent // 100 + fixed)
