"""Which files are tests, by language: what the test runners take for them."""

import re

from protocol.values import Language


def is_test(path: str, language: Language) -> bool:
    """Whether the language's test runner takes the file for tests."""
    return re.search(TEST_PATTERN[language], path) is not None


TEST_PATTERN = {
    Language.PYTHON: r"(^|/)(test_[^/]*|[^/]*_test)\.py$",
    Language.JAVASCRIPT: r"(\.|/|^)(spec|test)\.[cm]?[jt]sx?$|(^|/)__tests__/",
    Language.TYPESCRIPT: r"(\.|/|^)(spec|test)\.[cm]?[jt]sx?$|(^|/)__tests__/",
    Language.GO: r"_test\.go$",
}
TEST_FILE = {
    Language.PYTHON: "test_solution.py",
    Language.JAVASCRIPT: "solution.test.js",
    Language.TYPESCRIPT: "solution.test.ts",
    Language.GO: "solution_test.go",
}
