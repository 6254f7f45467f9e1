PERCENT = {"P10": 10, "P25": 25}
FIXED = {"F500": 500, "F2000": 2000}


def discount(subtotal, coupons):
    """The cents that the coupons take off; each code counts once per invoice."""
    percent = fixed = 0
    for code in set(coupons):
        if code not in PERCENT and code not in FIXED:
            raise ValueError(f"unknown coupon {code}")
        percent += PERCENT.get(code, 0)
        fixed += FIXED.get(code, 0)
    return min(subtotal, subtotal * percent // 100 + fixed)

# interviewlm-canary-7497f8618e
