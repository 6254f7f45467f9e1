"""What the assistant wrote is taken back, and what others wrote stays."""

import random

from app.models.documents import Accepted
from app.services.document_undo import without
from protocol.changes import Changes, apply, length, replace

OWN, OTHER = "set", "other"


def accepted(changes: Changes, change_id: str | None, author: str = "assistant") -> Accepted:
    return Accepted(changes, author, None, change_id)


def test_a_set_that_nobody_wrote_into_is_taken_back_to_the_letter() -> None:
    random.seed(7)
    for _ in range(200):
        text = start = "def f(xs):\n    return 😀 sum(xs)\n"
        later = []
        for number in range(random.randint(1, 12)):
            a, b = sorted(random.choices(range(len(text) + 1), k=2))
            changes = replace(text, a, b, random.choice(["", "new\nlines", "é", "😀"]))
            text = apply(text, changes)
            later.append(accepted(changes, f"{OWN}/{number}"))
        assert without(start, later, OWN) == (text, start)


def test_what_the_candidate_typed_into_and_around_it_stays() -> None:
    random.seed(11)
    for _ in range(200):
        text = "0123456789" * 3
        typed: list[str] = []
        later: list[Accepted] = []
        for number in range(20):
            at = random.randint(0, len(text))
            if random.random() < 0.5:
                end = min(len(text), at + random.randint(0, 3))
                while any(mark in text[at:end] for mark in typed):
                    end -= 1
                changes, change_id = replace(text, at, max(at, end), "assistant "), f"{OWN}/{number}"
            else:
                mark = chr(0x4E00 + len(typed))
                typed.append(mark)
                changes, change_id = replace(text, at, at, mark), None
            text = apply(text, changes)
            later.append(accepted(changes, change_id))
        now, reverted = without("0123456789" * 3, later, OWN)
        assert now == text
        assert all(mark in reverted for mark in typed)
        assert "".join(c for c in reverted if c not in typed) == "0123456789" * 3


def test_another_set_is_left_alone() -> None:
    first: Changes = [3, [0, "X"]]
    then: Changes = [length("abcX"), [0, "Y"]]
    assert without("abc", [accepted(first, f"{OTHER}/1"), accepted(then, f"{OWN}/1")], OWN) == ("abcXY", "abcX")
