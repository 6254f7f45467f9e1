"""Exercism: one exercise, or a whole track (https://exercism.org/docs/building/tracks/practice-exercises)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from bank.importing.drafts import Draft, Origin, Pack, Source, question_id, title_of
from bank.importing.exercism_config import CONFIG, Listed, Track, read_config, read_track, resolved
from bank.importing.reading import Files, NotImportable, Tree
from bank.importing.track_tests import for_our_jest, snapshots_of_today, unskip_jest, unskip_python
from bank.test_files import TEST_FILE, is_test
from protocol.values import Difficulty, Language

_LANGUAGES = {".py": Language.PYTHON, ".js": Language.JAVASCRIPT, ".mjs": Language.JAVASCRIPT} | {
    ".jsx": Language.JAVASCRIPT,
    ".ts": Language.TYPESCRIPT,
    ".tsx": Language.TYPESCRIPT,
    ".go": Language.GO,
}
_TESTS = re.compile(r"(^|/)(test_[^/]*\.py|[^/]*_test\.(py|go)|[^/]*\.(spec|test)\.[cm]?[jt]sx?)$")
_TYPE_TESTS = re.compile(r"(^|/)__typetests__/|\.tst\.ts$")

# What belongs to the track's own tools, to its website, or is a solution that lies about.
_NOT_FIXTURES = re.compile(
    r"(^|/)(node_modules|__pycache__|__typetests__)/"
    r"|(^|/)(README|HELP|HINTS|LICENSE|CHANGELOG)(\.md)?$"
    r"|(^|/)(package(-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|ts(config|lint)[^/]*\.json)$"
    r"|(^|/)(babel|jest|eslint|prettier|vitest|rollup)\.(config|setup)\.[cm]?[jt]s$"
    r"|(^|/)([^/]*\.)?(example|exemplar|proof\.ci)\.\w+$|\.tst\.ts$",
    re.IGNORECASE,
)
_MINUTES = {Difficulty.EASY: 15, Difficulty.MEDIUM: 25, Difficulty.HARD: 40}


def is_exercise(path: Path) -> bool:
    """Whether a folder is one exercise."""
    return (path / CONFIG).is_file()


def is_track(path: Path) -> bool:
    """Whether a folder is a whole track."""
    return (path / "exercises").is_dir() and (path / "config.json").is_file()


def find(path: Path) -> Iterator[Source]:
    """The exercise in a folder, or every one of a track; a folder that is none is told, too."""
    if is_exercise(path):
        root = next((parent for parent in path.resolve().parents if is_track(parent)), None)
        yield _source(path, read_track(Tree(root)) if root else Track())
        return
    track = read_track(Tree(path))
    exercises = path / "exercises"
    for kind in ("concept", "practice"):
        for folder in _folders(exercises / kind):
            yield _source(folder, track)
    for folder in _folders(exercises):
        if folder.name not in {"concept", "practice", "shared", "wip"}:
            yield _source(folder, track)


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(entry for entry in parent.iterdir() if entry.is_dir() and not entry.name.startswith((".", "_")))


def _source(folder: Path, track: Track) -> Source:
    return Source(folder.name, lambda: drafts_of(folder, track))


def drafts_of(folder: Path, track: Track) -> list[Draft]:
    """The question that an exercise becomes: with all skips taken out, then with those kept that a track never lifts.

    Where tests read the solution's text, each is there once more without a canary, which may be a comment too many.

    Raises:
        NotImportable: in another language, or with parts missing.
    """
    return _Exercise(folder, track).drafts()


class _Exercise:
    def __init__(self, folder: Path, track: Track) -> None:
        self.slug = folder.resolve().name
        self.tree = Tree(folder)
        self.notes: list[str] = []
        self.config = read_config(self.tree)
        self.files = resolved(self.config.files, track.files, slug=self.slug, tree=self.tree)
        self.listed = track.exercises.get(self.slug, Listed())

    def drafts(self) -> list[Draft]:
        files = self.files
        if not files.solution or not files.test:
            raise NotImportable(f"{CONFIG} names no {'solution' if not files.solution else 'test'} file")
        suffix = PurePosixPath(files.solution[0]).suffix
        if suffix not in _LANGUAGES:
            raise NotImportable(f"the language of {files.solution[0]} is not one of {', '.join(Language)}")
        language = _LANGUAGES[suffix]
        if flags := self.config.testing_flags:
            self.notes.append(f"{CONFIG}: the track tests with {' '.join(flags)}; here it is tested without")
        tests = self._tests()
        self._named_as_tests(tests, language)
        starter, readonly = self._starter()
        reference = self._reference(starter)
        variants = [self._unskipped(tests, all_of_them=True), self._unskipped(tests, all_of_them=False)]
        drafts = []
        for number, text in enumerate(variants):
            if number and text == variants[0]:
                continue
            shown = tuple(path for path in text if path in files.test and is_test(path, language))
            pack = Pack(files.solution[0], starter, reference, text, readonly=tuple(readonly), shown=shown)
            kept = ["skips that the track itself never lifts are kept"] if number else []
            drafts.append(self._draft(language, pack, kept))
            if _are_read(files.solution, text):
                kept.append("its tests count what stands in the solution's file, so the reference carries no canary")
                drafts.append(replace(self._draft(language, pack, kept), canary=False))
        return drafts

    def _draft(self, language: Language, pack: Pack, kept: Sequence[str]) -> Draft:
        listed = self.listed
        return Draft(
            id=question_id(language, self.slug),
            title=self.listed.name or self.config.title or title_of(self.slug),
            statement=self._statement(),
            origin=Origin("exercism", f"{language}/{self.slug}", license="MIT", authors=tuple(self.config.authors)),
            packs={language: pack},
            difficulty=listed.difficulty,
            topics=listed.topics or (str(language), "exercism"),
            hints=self._hints(),
            estimated_minutes=_MINUTES[listed.difficulty],
            refactoring="refactor" in f"{self.config.blurb} {self._statement()}".lower(),
            notes=(*self.notes, *kept),
        )

    def _tests(self) -> Files:
        """The test files, with whatever lies beside them that they may need."""
        files = self.files
        tests: Files = {}
        for path in files.test:
            if _TYPE_TESTS.search(path):
                self.notes.append(f"{path}: tests of types are not run")
            elif self.tree.find(path) is None:
                self.notes.append(f"{path}: named as a test, but missing")
            else:
                tests[path] = self.tree.text(path)
        if not tests:
            raise NotImportable("no test file is there")
        shown = {*files.solution, *files.example}
        for path in [*files.editor, *files.helper]:
            if _TESTS.search(path) and self.tree.find(path) is not None:
                tests.setdefault(path, self.tree.text(path))
        named = {*shown, *files.test, *files.editor, *files.helper}
        for path in self.tree.files():
            if path not in named and not _NOT_FIXTURES.search(path):
                try:
                    tests[path] = self.tree.text(path)
                except NotImportable as why:
                    self.notes.append(f"{why}; left out")
        return tests

    def _named_as_tests(self, tests: Files, language: Language) -> None:
        """Where no file is called as the language's runner wants tests to be called, give the first a name that is."""
        if any(is_test(path, language) for path in tests):
            return
        path = next(path for path in self.files.test if path in tests)
        tests[TEST_FILE[language]] = tests.pop(path)
        self.notes.append(f"{path}: renamed to {TEST_FILE[language]}, as tests are called")

    def _starter(self) -> tuple[Files, list[str]]:
        """What the candidate begins with, and the paths in it that are only read."""
        starter: Files = {}
        for path in self.files.solution:
            if self.tree.find(path) is None:
                self.notes.append(f"{path}: the track has no stub; the starter is an empty file")
                starter[path] = ""
            else:
                starter[path] = self.tree.text(path)
        readonly = []
        for path in [*self.files.editor, *self.files.helper]:
            if path in starter or _TESTS.search(path):
                continue
            if self.tree.find(path) is None:
                self.notes.append(f"{path}: named as an editor file, but missing")
            else:
                starter[path] = self.tree.text(path)
                readonly.append(path)
        return starter, readonly

    def _reference(self, starter: Files) -> Files:
        """The track's own solution in the place of the candidate's files: one for one in order, as tracks test it."""
        examples = self.files.example
        present = [path for path in examples if self.tree.find(path) is not None]
        if not present:
            raise NotImportable(f"there is no example solution ({', '.join(examples) or 'none is named'})")
        names = {PurePosixPath(path).name: path for path in self.files.solution}
        free = [
            path
            for path in self.files.solution
            if not any(PurePosixPath(e).name == PurePosixPath(path).name for e in present)
        ]
        reference = dict(starter)
        for path in present:
            text = re.sub(r"""(from\s+|import\s*\(?\s*|require\(\s*)(['"])\.\./""", r"\1\2./", self.tree.text(path))
            target = names.get(PurePosixPath(path).name) or (free.pop(0) if free else _beside(path))
            reference[target] = text
        return reference

    def _unskipped(self, tests: Files, *, all_of_them: bool) -> Files:
        return {path: _unskip(path, text, all_of_them=all_of_them) for path, text in tests.items()}

    def _statement(self) -> str:
        parts = [
            text
            for name in ("introduction", "instructions")
            for path in (f".docs/{name}.md", f".docs/{name}.append.md")
            if self.tree.find(path) is not None and (text := self.tree.text(path).strip())
        ]
        if not parts:
            for path in (".meta/description.md", "README.md"):
                if self.tree.find(path) is not None:
                    parts.append(self.tree.text(path).strip())
                    break
        if not parts:
            raise NotImportable("there is no .docs/instructions.md")
        # In this bank a block of this name is a promise about a call.
        return re.sub(r"^(\s{0,3}(?:`{3,}|~{3,}))example\b", r"\1text", "\n\n".join(parts), flags=re.MULTILINE) + "\n"

    def _hints(self) -> tuple[str, ...]:
        if self.tree.find(".docs/hints.md") is None:
            return ()
        found = re.findall(r"^[-*] (.+(?:\n(?!\s*\n|[-*] |#).+)*)", self.tree.text(".docs/hints.md"), re.MULTILINE)
        return tuple(" ".join(hint.split()) for hint in found)


def _are_read(solution: Sequence[str], tests: Files) -> bool:
    """Whether tests name a file of the solution, other than to import it."""
    named = re.compile(rf"""(["'`])({"|".join(map(re.escape, solution))})\1""")
    return any(named.search(text) for text in tests.values())


def _beside(path: str) -> str:
    """Where a further file of an example goes: where it would lie without the folder of metadata."""
    steps = PurePosixPath(path).parts
    return "/".join(steps[1:] if steps[0] == ".meta" and len(steps) > 1 else steps)


def _unskip(path: str, text: str, *, all_of_them: bool) -> str:
    if path.endswith(".py"):
        return unskip_python(text) if all_of_them else text
    if path.endswith(".snap"):
        return snapshots_of_today(text)
    if not re.search(r"\.[cm]?[jt]sx?$", path):
        return text
    return unskip_jest(for_our_jest(text), dots=all_of_them)
