from groups import Groups
from rules import RuleBook


def can_read(groups, rules, questions):
    """Answer who may read which folder.

    groups: dict from a group's name to its members, people or "@group".
    rules: list of [folder, who, "allow" or "deny"].
    questions: list of [person, folder].
    Returns True or False for each question.
    """
    known = Groups(groups)
    book = RuleBook(rules)
    return [book.allows(person, known.of(person), folder) for person, folder in questions]
