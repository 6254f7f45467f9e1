import re


def reconcile(ours, theirs):
    """Keeps one row per reference, so that instalments overwrite each other."""
    mine = {reference.strip().upper(): cents(amount) for reference, amount in ours}
    others = {reference.strip().upper(): cents(amount) for reference, amount in theirs}
    result = {"only_ours": [], "only_theirs": [], "differs": []}
    for reference in sorted(mine.keys() | others.keys()):
        if reference not in others:
            result["only_ours"].append([reference, mine[reference]])
        elif reference not in mine:
            result["only_theirs"].append([reference, others[reference]])
        elif mine[reference] != others[reference]:
            result["differs"].append([reference, mine[reference], others[reference]])
    return result


def cents(text):
    match = re.fullmatch(r"\s*(\(?)(-?)([0-9][0-9,]*)\.([0-9]{2})(\)?)\s*", text)
    if not match or bool(match[1]) != bool(match[5]):
        raise ValueError(text)
    value = int(match[3].replace(",", "")) * 100 + int(match[4])
    return -value if match[1] or match[2] else value
