"""Writes a draft as a question's folder, in the form that `bank.load` reads."""

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from bank.canary import with_canary
from bank.importing.drafts import Draft
from bank.importing.reading import Files, NotImportable
from bank.package import MAX_CASE_FILE_BYTES
from protocol.values import MAIN_FILE, Language

# Words that read back as themselves; everything else is put in quotes.
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./ -]*[A-Za-z0-9_]|[A-Za-z]")
_RESERVED = {"null", "true", "false"}


class _Dumper(yaml.SafeDumper):
    """YAML without anchors, whose strings are strings to every reader."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  PyYAML's own signature
        return True


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = _PLAIN.fullmatch(text) is not None and text.lower() not in _RESERVED
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _string)


def write_question(folder: Path, draft: Draft, settings: Mapping[str, object]) -> None:
    """The folder of one question, its `cases/` as they are. `settings` are further keys of `question.yaml`.

    Raises:
        NotImportable: a case file is too large, or a path cannot be written.
    """
    for language in Language:
        shutil.rmtree(folder / language, ignore_errors=True)
    told: dict[str, object] = {
        "id": draft.id,
        "title": draft.title if len(draft.title) >= 3 else f"The {draft.title}",
        "difficulty": str(draft.difficulty),
        "topics": list(draft.topics),
        "estimated_minutes": draft.estimated_minutes,
        "judge": "stdio" if draft.trial else "tests",
        **settings,
    }
    if mains := {str(one): pack.main for one, pack in draft.packs.items() if pack.main != MAIN_FILE[one]}:
        told["main"] = dict(mains)
    if readonly := sorted({path for pack in draft.packs.values() for path in pack.readonly}):
        told["readonly"] = list(readonly)
    if draft.hints:
        told["hints"] = list(draft.hints)
    origin = draft.origin
    told["source"] = {"format": origin.format, "name": origin.name, "license": origin.license} | (
        {"authors": list(origin.authors)} if origin.authors else {}
    )
    _put(folder, {"question.yaml": _yaml(told), "statement.md": draft.statement})
    for language, pack in draft.packs.items():
        own = {path: text for path, text in pack.reference.items() if pack.starter.get(path) != text}
        own = own or {pack.main: pack.reference[pack.main]}
        _put(folder / language / "starter", pack.starter)
        if draft.canary:
            own = {path: with_canary(path, own[path], draft.id) for path in own}
        _put(folder / language / "reference", own)
        _put(folder / language / "tests", pack.tests)
        for name, files in pack.wrong.items():
            _put(folder / language / "wrong" / name, files)


def _yaml(told: Mapping[str, object]) -> str:
    return yaml.dump(dict(told), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def _put(folder: Path, files: Files) -> None:
    for path, text in files.items():
        target = folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        except (OSError, ValueError) as broken:
            raise NotImportable(f"{path} cannot be written: {broken}") from broken


def write_cases(folder: Path, draft: Draft) -> list[object]:
    """The files of a problem's cases below `cases/`, and the cases as `question.yaml` names them.

    Raises:
        NotImportable: a file is too large.
    """
    assert draft.trial is not None, "only a problem has files of cases"
    told: list[object] = []
    for case in draft.trial.cases:
        entry: dict[str, object] = {"name": case.name[-120:]}
        for key, path in (("stdin_file", case.stdin), ("stdout_file", case.stdout)):
            content = draft.trial.tree.content(path, limit_bytes=MAX_CASE_FILE_BYTES)
            inner = path.removeprefix("data/")
            target = folder / "cases" / inner
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            entry[key] = inner
        if flags := _compare(case.flags):
            entry["compare"] = dict(flags)
        if case.hidden:
            entry["hidden"] = True
        entry["category"] = "edge" if case.hidden else "basic"
        told.append(entry)
    return told


def _compare(flags: Sequence[str]) -> dict[str, object]:
    """The default validator's flags by name; as there, a later tolerance takes the place of an earlier one."""
    found: dict[str, object] = {}
    words = iter(flags)
    for word in words:
        if not word.startswith("float_"):
            found[word] = True
            continue
        both = ("float_absolute_tolerance", "float_relative_tolerance")
        found |= dict.fromkeys(both if word == "float_tolerance" else (word,), float(next(words)))
    return found
