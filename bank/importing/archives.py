"""Packages that come as one ZIP file, unpacked into a folder of their own with nothing trusted."""

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from bank.importing.reading import MAX_FILES, NotImportable

MAX_BYTES = 512 * 1024 * 1024
_CHUNK = 1024 * 1024


def unpack(archive: Path, into: Path) -> Path:
    """The folder of the package: the one that the archive holds, or `into` itself.

    Raises:
        NotImportable: no archive, too large, or with names that lead out.
    """
    left = MAX_BYTES
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [member for member in opened.infolist() if not member.is_dir()]
            if len(members) > MAX_FILES:
                raise NotImportable(f"more than {MAX_FILES} files")
            for member in members:
                left -= _take(opened, member, into, left)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError) as broken:
        raise NotImportable(f"the archive cannot be unpacked: {broken}") from broken
    inside = [entry for entry in into.iterdir() if not entry.name.startswith(("__MACOSX", "."))]
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else into


def _take(opened: zipfile.ZipFile, member: zipfile.ZipInfo, into: Path, left: int) -> int:
    steps = PurePosixPath(member.filename.replace("\\", "/"))
    if steps.is_absolute() or ".." in steps.parts:
        raise NotImportable(f"{member.filename!r} leads out of the archive")
    mode = member.external_attr >> 16
    if stat.S_ISLNK(mode):
        raise NotImportable(f"{member.filename} is a link; an archive holds its own files")
    target = into.joinpath(*steps.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    taken = 0
    with opened.open(member) as source, target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            taken += len(chunk)
            if taken > left:
                raise NotImportable(f"more than {MAX_BYTES} bytes unpacked")
            file.write(chunk)
    return taken
