"""What follows from two changes: one after the other, one over the other, one undone.

Section by section the algorithms of `ChangeSet.compose`, `.map` and `.invert` in `@codemirror/state`,
because both ends of a document have to come to the same text.
"""

from protocol.changes import BadChange, Changes, cut, length, paired, replaced

__all__ = ["compose", "invert", "normal", "rebase"]

# A section is `(units, text)`: text None keeps the units, "" deletes them, any other replaces them.

_Section = tuple[int, str | None]


def _sections(changes: Changes) -> list[_Section]:
    found: list[_Section] = []
    for step in changes:
        section: _Section = (step, None) if isinstance(step, int) else replaced(step)
        if section[0] < 0:
            raise BadChange(f"a step over {section[0]} code units")
        if section[0] or section[1]:
            found.append(section)
    return found


class _Builder:
    """Collects sections and joins those that belong together."""

    def __init__(self) -> None:
        self.out: list[_Section] = []

    def add(self, units: int, text: str | None, *, join: bool = False) -> None:
        if not units and not text:
            return
        if self.out:
            last, before = self.out[-1]
            if not text and before == text:
                self.out[-1] = (last + units, before)
                return
            if (not units and not last) or join:
                self.out[-1] = (last + units, (before or "") + (text or ""))
                return
        self.out.append((units, text))

    def changes(self) -> Changes:
        done: Changes = []
        for units, text in self.out:
            if text is None:
                done.append(units)
            else:
                done.append([units, *(paired(text).split("\n") if text else ())])
        return done


class _Reader:
    """Walks over the sections of a change, in pieces."""

    __slots__ = ("_sections", "added", "done", "left", "number", "offset", "text")

    def __init__(self, changes: Changes) -> None:
        self._sections = _sections(changes)
        self.number = 0
        self.next()

    def next(self) -> None:
        """Go to the next section."""
        self.done = self.number >= len(self._sections)
        self.left, self.text = (0, None) if self.done else self._sections[self.number]
        self.added = -1 if self.text is None else length(self.text)
        """Units of its text; -1 where it keeps."""
        self.offset = 0
        self.number += 1

    @property
    def keeps(self) -> bool:
        return self.text is None and not self.done

    def forward(self, units: int) -> None:
        """Go on by `units` of the document before the change."""
        if units == self.left:
            self.next()
        else:
            self.left -= units
            self.offset += units

    @property
    def left_after(self) -> int:
        """Units of the document after the change that are left of this section."""
        return self.left if self.text is None else self.added

    def text_piece(self, units: int) -> str:
        """The next `units` of its text."""
        return cut(self.text or "", self.offset, self.offset + units)

    def forward_after(self, units: int) -> None:
        """Go on by `units` of the document after the change."""
        if self.text is None:
            self.forward(units)
        elif units == self.added:
            self.next()
        else:
            self.added -= units
            self.offset += units


def _mismatch() -> BadChange:
    return BadChange("the two changes are over documents of different lengths")


def normal(changes: Changes) -> Changes:
    """The same change as CodeMirror writes it: no empty steps, neighbours of one kind joined.

    Raises:
        BadChange: when a step is none.
    """
    built = _Builder()
    for units, text in _sections(changes):
        built.add(units, text)
    return built.changes()


def compose(first: Changes, then: Changes) -> Changes:
    """`first` and `then`, which starts where `first` ends, as one change.

    Raises:
        BadChange: when `then` does not fit what `first` makes.
    """
    built, a, b = _Builder(), _Reader(first), _Reader(then)
    joined = False
    while not (a.done and b.done):
        if a.text == "":
            built.add(a.left, "", join=joined)
            a.next()
        elif b.left == 0 and not b.done:
            built.add(0, b.text, join=joined)
            b.next()
        elif a.done or b.done:
            raise _mismatch()
        else:
            units, before = min(a.left_after, b.left), len(built.out)
            if a.keeps:
                built.add(units, None if b.keeps else "" if b.offset else b.text, join=joined)
            elif b.keeps:
                built.add(0 if a.offset else a.left, a.text_piece(units), join=joined)
            else:
                built.add(0 if a.offset else a.left, "" if b.offset else b.text, join=joined)
            more = (a.text is not None and a.added > units) or (b.text is not None and b.left > units)
            joined = more and (joined or len(built.out) > before)
            a.forward_after(units)
            b.forward(units)
    return built.changes()


def rebase(changes: Changes, over: Changes, *, first: bool = False) -> Changes:
    """`changes` moved over another change of the same document: it fits the document after `over`.

    Where both insert at one place, what `over` inserted comes first, or this with `first`. For two
    changes A and B, `compose(A, rebase(B, A))` and `compose(B, rebase(A, B, first=True))` end in the same text.

    Raises:
        BadChange: when the two are not over one document.
    """
    built, a, b = _Builder(), _Reader(changes), _Reader(over)
    placed = 0
    """The number of the last section of `changes` whose text is in the result."""
    while not (a.done and b.done):
        if (a.done and b.left) or (b.done and a.left):
            raise _mismatch()
        if a.keeps and b.keeps:
            units = min(a.left, b.left)
            built.add(units, None)
            a.forward(units)
            b.forward(units)
        elif b.text is not None and (
            a.text is None
            or placed == a.number
            or (a.offset == 0 and (b.left < a.left or (b.left == a.left and not first)))
        ):
            # `over` has a change that comes before: step over it, and take what of ours it covers.
            left = b.left
            built.add(b.added, None)
            while left:
                if a.done:
                    raise _mismatch()
                piece = min(a.left, left)
                if a.text is not None and placed < a.number and a.left <= piece:
                    built.add(0, a.text)
                    placed = a.number
                a.forward(piece)
                left -= piece
            b.next()
        elif a.text is not None:
            # Our part up to the next change of `over` that is no mere deletion.
            units, left = 0, a.left
            while left:
                if b.keeps:
                    piece = min(left, b.left)
                    units += piece
                    left -= piece
                    b.forward(piece)
                elif b.text == "" and b.left < left:
                    left -= b.left
                    b.next()
                else:
                    break
            built.add(units, a.text if placed < a.number else "")
            placed = a.number
            a.forward(a.left - left)
        else:
            raise _mismatch()
    return built.changes()


def invert(changes: Changes, document: str) -> Changes:
    """The change that leads back from the document after `changes` to `document`.

    Raises:
        BadChange: when `changes` do not fit `document`.
    """
    built: list[_Section] = []
    position = 0
    for units, text in _sections(changes):
        if text is None:
            built.append((units, None))
        else:
            built.append((length(text), cut(document, position, position + units)))
        position += units
    if position != length(document):
        raise BadChange(f"the change covers {position} code units, the document has {length(document)}")
    out = _Builder()
    out.out = built
    return out.changes()
