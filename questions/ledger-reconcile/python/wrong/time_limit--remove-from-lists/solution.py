import re


def reconcile(ours, theirs):
    """Looks for the partner of each row by walking through the other list."""
    mine = [[reference.strip().upper(), cents(amount)] for reference, amount in ours]
    others = [[reference.strip().upper(), cents(amount)] for reference, amount in theirs]
    left = []
    for row in mine:
        if row in others:
            others.remove(row)
        else:
            left.append(row)
    result = {"only_ours": [], "only_theirs": [], "differs": []}
    for reference in sorted({row[0] for row in left + others}):
        one = [row for row in left if row[0] == reference]
        other = [row for row in others if row[0] == reference]
        if len(one) == len(other) == 1:
            result["differs"].append([reference, one[0][1], other[0][1]])
        else:
            result["only_ours"] += sorted(one)
            result["only_theirs"] += sorted(other)
    return result


def cents(text):
    text = text.strip()
    sign = 1
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1].strip(), -1
        if text.startswith("-"):
            raise ValueError(text)
    match = re.fullmatch(r"(-?)([0-9][0-9,]*)\.([0-9]{2})", text)
    if not match:
        raise ValueError(text)
    value = int(match[2].replace(",", "")) * 100 + int(match[3])
    return -value if match[1] else sign * value
