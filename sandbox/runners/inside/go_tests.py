"""Run inside the sandbox: becomes `go test -json` with a file of ours in each package, which vouches for what ended.

Stdlib only. What a test binary prints becomes results, and the code under test can print. So a result counts only
when the file of ours has said the word that came with the order. The word is a part of the binary; its source is gone
before the binary starts.
"""

import json
import os
import re
import sys
import tempfile

VOUCH_FILE = "interview_vouch_test.go"
OWN_MAIN = re.compile(r"^func TestMain\(", re.MULTILINE)
PACKAGE = re.compile(r"^package\s+(\w+)", re.MULTILINE)

# In the words of the oldest Go: a module's go.mod says which Go its files are written in.
VOUCH = """package %(package)s

import (
	interviewOS "os"
	interviewReflect "reflect"
	interviewSyscall "syscall"
	interviewTesting "testing"
	interviewUnsafe "unsafe"
)

func interviewVouch(name, outcome string) {
	rest := []byte("\\n%(word)s " + outcome + " " + name + "\\n")
	for len(rest) > 0 {
		count, err := interviewSyscall.Write(1, rest)
		if err != nil {
			return
		}
		rest = rest[count:]
	}
}

func interviewEnd(t interviewTesting.TB, returned *bool) {
	switch {
	case t.Failed():
		interviewVouch(t.Name(), "failed")
	case t.Skipped():
		interviewVouch(t.Name(), "skipped")
	case *returned:
		interviewVouch(t.Name(), "passed")
	}
}

func interviewField(m *interviewTesting.M, name string) interface{} {
	field := interviewReflect.ValueOf(m).Elem().FieldByName(name)
	return interviewReflect.NewAt(field.Type(), interviewUnsafe.Pointer(field.UnsafeAddr())).Elem().Interface()
}

func TestMain(m *interviewTesting.M) {
	tests := interviewField(m, "tests").([]interviewTesting.InternalTest)
	for i := range tests {
		test := tests[i]
		tests[i].F = func(t *interviewTesting.T) {
			returned := false
			t.Cleanup(func() { interviewEnd(t, &returned) })
			test.F(t)
			returned = true
		}
	}
	targets := interviewField(m, "fuzzTargets").([]interviewTesting.InternalFuzzTarget)
	for i := range targets {
		target := targets[i]
		targets[i].Fn = func(f *interviewTesting.F) {
			returned := false
			f.Cleanup(func() { interviewEnd(f, &returned) })
			target.Fn(f)
			returned = true
		}
	}
	examples := interviewField(m, "examples").([]interviewTesting.InternalExample)
	for i := range examples {
		example := examples[i]
		examples[i].F = func() {
			example.F()
			interviewVouch(example.Name, "passed")
		}
	}
	%(run)s
}
"""
RUN = {False: "interviewOS.Exit(m.Run())", True: "_ = interviewOS.Exit\n\tinterviewTestMain(m)"}


def main() -> None:
    """Take the order, lay our files over the workspace for the compiler's eyes alone, become Go."""
    timeout, *packages = sys.argv[1:]
    word = json.loads(sys.stdin.readline())["nonce"]
    scratch = tempfile.mkdtemp()
    replace: dict[str, str] = {}
    for folder in folders(packages):
        replace |= laid_over(folder, word, f"{scratch}/sources{os.path.abspath(folder)}")
    if not os.path.exists("go.mod"):
        replace["go.mod"] = written(f"{scratch}/go.mod", "module solution\n\ngo 1.24\n")
    overlay = written(f"{scratch}/overlay.json", json.dumps({"Replace": replace}))
    # Run by Go in the package's folder in place of the test's binary, which are its arguments.
    start = written(f"{scratch}/start", f'#!/bin/sh\nrm -rf "{scratch}/sources$PWD"\nexec "$@"\n')
    os.chmod(start, 0o700)
    argv = ["go", "test", "-json", "-vet=off", f"-exec={start}", f"-overlay={overlay}", timeout, *packages]
    os.execvp("go", argv)  # noqa: S606


def folders(packages: list[str]) -> list[str]:
    """The folders that Go looks into."""
    if packages != ["./..."]:
        return packages
    found = []
    for folder, below, _ in os.walk("."):
        below[:] = [name for name in below if not name.startswith((".", "_")) and name not in ("testdata", "vendor")]
        found.append(folder)
    return found


def laid_over(folder: str, word: str, scratch: str) -> dict[str, str]:
    """By path in the workspace, the files that Go shall see there instead; none where there are no tests."""
    texts = {}
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        path = os.path.join(folder, name)
        if name.endswith("_test.go") and os.path.isfile(path):
            with open(path, encoding="utf-8", errors="surrogateescape") as file:
                texts[path] = file.read()
    own_main = next((path for path, text in texts.items() if OWN_MAIN.search(text)), None)
    packages = [named[1] for path in ([own_main] if own_main else texts) if (named := PACKAGE.search(texts[path]))]
    if not packages:
        return {}
    vouch = VOUCH % {"package": packages[0], "word": word, "run": RUN[own_main is not None]}
    over = {os.path.join(folder, VOUCH_FILE): written(f"{scratch}/{VOUCH_FILE}", vouch)}
    if own_main:
        renamed = OWN_MAIN.sub("func interviewTestMain(", texts[own_main])
        over[own_main] = written(f"{scratch}/{os.path.basename(own_main)}", renamed)
    return over


def written(path: str, text: str) -> str:
    """A new file; its path again."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)
    return path


main()
