def quotes(parcels):
    """Work out what each parcel costs.

    parcels: list of {"zone", "grams", "sides", "express", "value"}.
    Returns the price of each in cents; raises ValueError for what cannot be sent.
    """
    prices = []
    for p in parcels:
        if p["grams"] > 0:
            a, b, c = p["sides"]
            if p["zone"] == "home":
                g = p["grams"]
                if a * b * c // 5 > g:
                    g = a * b * c // 5
                if g <= 30000:
                    if not p["express"] and p["value"] == 0 and g <= 1000:
                        price = 300
                    else:
                        price = 400
                        if g > 1000:
                            price = price + (g - 1000 + 499) // 500 * 60
                        if p["express"]:
                            price = price + price * 50 // 100
                        if p["value"] > 0:
                            price = price + (p["value"] + 9999) // 10000 * 90
                    price = (price + 9) // 10 * 10
                    prices.append(price)
                else:
                    raise ValueError("too heavy")
            elif p["zone"] == "eu":
                g = p["grams"]
                if a * b * c // 5 > g:
                    g = a * b * c // 5
                if g <= 30000:
                    price = 900
                    if g > 500:
                        price = price + (g - 500 + 499) // 500 * 120
                    if p["express"]:
                        price = price + price * 80 // 100
                    if p["value"] > 0:
                        price = price + (p["value"] + 9999) // 10000 * 150
                    price = (price + 9) // 10 * 10
                    prices.append(price)
                else:
                    raise ValueError("too heavy")
            elif p["zone"] == "freight":
                g = p["grams"]
                if not p["express"]:
                    price = 5000
                    if g > 100000:
                        price = price + (g - 100000 + 99999) // 100000 * 2500
                    if p["value"] > 0:
                        price = price + (p["value"] + 9999) // 10000 * 42
                    prices.append(price)
                else:
                    raise ValueError("no express")
            else:
                raise ValueError("unknown zone")
        else:
            raise ValueError("no weight")
    return prices
