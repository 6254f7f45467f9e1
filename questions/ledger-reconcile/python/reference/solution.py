import re
from collections import Counter, defaultdict

AMOUNT = re.compile(r"(-?)([0-9][0-9,]*)\.([0-9]{2})")


def reconcile(ours, theirs):
    """Find what does not agree between two exports."""
    mine, others = Counter(cleaned(ours)), Counter(cleaned(theirs))
    left, right = by_reference(mine - others), by_reference(others - mine)
    result = {"only_ours": [], "only_theirs": [], "differs": []}
    for reference in sorted(left.keys() | right.keys()):
        one, other = left[reference], right[reference]
        if len(one) == len(other) == 1:
            result["differs"].append([reference, one[0], other[0]])
        else:
            result["only_ours"] += [[reference, amount] for amount in one]
            result["only_theirs"] += [[reference, amount] for amount in other]
    return result


def cleaned(rows):
    return [(reference.strip().upper(), cents(amount)) for reference, amount in rows]


def by_reference(bag):
    amounts = defaultdict(list)
    for reference, amount in sorted(bag.elements()):
        amounts[reference].append(amount)
    return amounts


def cents(text):
    text = text.strip()
    negative = text.startswith("(") and text.endswith(")")
    match = AMOUNT.fullmatch(text[1:-1].strip() if negative else text)
    if not match or (negative and match[1]):
        raise ValueError(f"no amount: {text!r}")
    value = int(match[2].replace(",", "")) * 100 + int(match[3])
    return -value if negative or match[1] else value

# interviewlm-canary-a64f5bb554
