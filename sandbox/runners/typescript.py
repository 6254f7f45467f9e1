"""Runs cases in TypeScript: swc takes the types away once, then each call is JavaScript's."""

from sandbox.runners.harness import Harness, HarnessRunner


class TypeScriptRunner(HarnessRunner):
    """Implements `sandbox.runners.base.Runner` for TypeScript.

    As `JavaScriptRunner`; types are not checked, so a type error fails no case. All of TypeScript's syntax
    works (enums, namespaces, decorators, parameter properties), and lines are those of the TypeScript file.
    """

    def __init__(self) -> None:
        super().__init__(Harness("TypeScript", "node_harness", texts=("node_call.cjs", "node_prepare.cjs"), start_s=30))
