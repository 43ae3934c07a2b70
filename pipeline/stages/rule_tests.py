"""Which tests hold which red flag, read from the tests themselves."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

from pipeline.report.trace.evidence import RuleTests

_RULE = re.compile(r"\bRF\d{3}\b")
_FILE = re.compile(r"^test_rf(\d{3})(?:_|$)")
# The argument by which a test is run once for each rule.
ARGUMENT = "rule_id"
# Where tests run the rules; elsewhere they read words, files or pages about them.
PLACES = ("test_*.py", "rules/**/test_*.py", "proofs/**/test_*.py")


def rule_tests(folder: Path) -> RuleTests:
    """Find the tests of every rule, and those that name one.

    A test is about one rule when its file is named for it or when it names the rule;
    it is about all of them when it takes a `rule_id`. Only tests that run rules count.

    Parameters
    ----------
    folder : Path
        Holds the tests; there need not be one.

    Returns
    -------
    RuleTests
        Names as "tests/rules/test_red_flags.py::test_it_fires", sorted.
    """
    every, own = set(), defaultdict(set)
    for path in sorted(path for place in PLACES for path in folder.glob(place)):
        of_file = _FILE.match(path.stem)
        for test in _tests(path):
            name = f"{path.relative_to(folder.parent).as_posix()}::{test.name}"
            if any(argument.arg == ARGUMENT for argument in test.args.args):
                every.add(name)
            named = _named(test) | ({f"RF{of_file[1]}"} if of_file else set())
            for rule in named:
                own[rule].add(name)
    return RuleTests(
        tuple(sorted(every)), {rule: tuple(sorted(own[rule])) for rule in sorted(own)}
    )


def _tests(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def _named(test: ast.FunctionDef) -> set[str]:
    """Find the rules that a test names in its texts, its decorators included."""
    return {
        rule
        for node in ast.walk(test)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for rule in _RULE.findall(node.value)
    }
