"""The command, run as a user runs it, and what it said."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# where: what must be constraint. Got value. What to do.
FAULT = re.compile(r"^(?P<where>.+?): (?P<what>.+) must be .+\. Got .+\. .+$")


@dataclass(frozen=True)
class Outcome:
    """Exit status and both streams."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def faults(self) -> list[str]:
        """The faults of refused input, once everything about the refusal is right."""
        assert self.status == 2, self
        assert self.out == ""
        lines = self.err.splitlines()
        assert lines
        for line in lines:
            assert FAULT.match(line), line
        return lines


Run = Callable[..., Outcome]


def run_apart(*arguments: object, **environment: str) -> Outcome:
    """Run the installed command in a process of its own."""
    command = Path(sys.executable).with_name("lasegue")
    done = subprocess.run(
        [str(command), *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)
