from dataclasses import dataclass


@dataclass(frozen=True)
class Tariff:
    """What differs from zone to zone: cents, grams, percent."""

    base: int
    included: int
    step: int
    per_step: int
    insurance: int
    express: int = 0
    is_parcel: bool = True


TARIFFS = {
    "home": Tariff(base=400, included=1000, step=500, per_step=60, insurance=90, express=50),
    "eu": Tariff(base=900, included=500, step=500, per_step=120, insurance=150, express=80),
    "freight": Tariff(base=5000, included=100_000, step=100_000, per_step=2500, insurance=42, is_parcel=False),
}
HEAVIEST_PARCEL, INSURANCE_STEP = 30_000, 10_000
LETTER, HEAVIEST_LETTER = 300, 1000


def quotes(parcels):
    """Work out what each parcel costs."""
    return [_quote(parcel) for parcel in parcels]


def _quote(parcel):
    if parcel["grams"] <= 0:
        raise ValueError("no weight")
    if parcel["zone"] not in TARIFFS:
        raise ValueError("unknown zone")
    tariff = TARIFFS[parcel["zone"]]
    if tariff.is_parcel:
        return _rounded_up(_parcel_price(parcel, tariff))
    if parcel["express"]:
        raise ValueError("no express")
    return _price(parcel, parcel["grams"], tariff)


def _parcel_price(parcel, tariff):
    a, b, c = parcel["sides"]
    grams = max(parcel["grams"], a * b * c // 5)
    if grams > HEAVIEST_PARCEL:
        raise ValueError("too heavy")
    return LETTER if _is_letter(parcel, grams) else _price(parcel, grams, tariff)


def _is_letter(parcel, grams):
    plain = not parcel["express"] and parcel["value"] == 0
    return plain and parcel["zone"] == "home" and grams <= HEAVIEST_LETTER


def _price(parcel, grams, tariff):
    price = tariff.base + _started(max(0, grams - tariff.included), tariff.step) * tariff.per_step
    if parcel["express"]:
        price += price * tariff.express // 100
    return price + _started(parcel["value"], INSURANCE_STEP) * tariff.insurance


def _started(amount, step):
    return (amount + step - 1) // step


def _rounded_up(price):
    return (price + 9) // 10 * 10

# interviewlm-canary-652615243a
