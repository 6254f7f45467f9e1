"""What a candidate begins with when a package brings none: a program that reads and gives no answer."""

from protocol.values import Language

_PYTHON = '''\
import sys


def main() -> None:
    """Read standard input, print the answer."""
    lines = sys.stdin.read().splitlines()
    raise NotImplementedError(f"{len(lines)} lines were read")


main()
'''

_JAVASCRIPT = """\
const { readFileSync } = require('node:fs');

const lines = readFileSync(0, 'utf8').split('\\n');

// Print the answer with console.log.
throw new Error(`${lines.length} lines were read`);
"""

_TYPESCRIPT = """\
import { readFileSync } from 'node:fs';

const lines: string[] = readFileSync(0, 'utf8').split('\\n');

// Print the answer with console.log.
throw new Error(`${lines.length} lines were read`);
"""

_GO = """\
package main

import (
\t"bufio"
\t"os"
)

func main() {
\treader := bufio.NewReader(os.Stdin)
\t_ = reader // Read standard input, print the answer.
\tpanic("not written yet")
}
"""

STARTERS = {
    Language.PYTHON: _PYTHON,
    Language.JAVASCRIPT: _JAVASCRIPT,
    Language.TYPESCRIPT: _TYPESCRIPT,
    Language.GO: _GO,
}
