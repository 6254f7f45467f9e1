import re
from collections import Counter, defaultdict

AMOUNT = re.compile(r"(-?)([0-9][0-9,]*)\.([0-9]{2})")


def reconcile(ours, theirs):
    """Find what does not agree between two exports."""
    mine, others = by_reference(ours), by_reference(theirs)
    result = {"only_ours": [], "only_theirs": [], "differs": []}
    for reference in sorted(mine.keys() | others.keys()):
        left = sorted((mine[reference] - others[reference]).elements())
        right = sorted((others[reference] - mine[reference]).elements())
        if len(left) == len(right) == 1:
            result["differs"].append([reference, left[0], right[0]])
        else:
            result["only_ours"] += [[reference, cents] for cents in left]
            result["only_theirs"] += [[reference, cents] for cents in right]
    return result


def by_reference(rows):
    bags = defaultdict(Counter)
    for reference, amount in rows:
        bags[reference.strip().upper()][cents(amount)] += 1
    return bags


def cents(text):
    text = text.strip()
    sign = 1
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1].strip(), -1
        if text.startswith("-"):
            raise ValueError(f"no amount: {text!r}")
    match = AMOUNT.fullmatch(text)
    if not match:
        raise ValueError(f"no amount: {text!r}")
    minus, whole, part = match.groups()
    value = int(whole.replace(",", "")) * 100 + int(part)
    return -value if minus else sign * value
