from __future__ import annotations

import subprocess
import sys

HEAVY = ("altair", "vl_convert", "jinja2", "matplotlib")
# What assess itself needs comes with the package; only the difference counts.
CODE = """
import sys
import pipeline
before = set(sys.modules)
import pipeline.report.assessment_text, pipeline.report.evaluation_text
print("\\n".join({name.partition(".")[0] for name in set(sys.modules) - before}))
print("ALL", *(name for name in sys.modules if "." not in name))
"""


def test_reading_an_assessment_does_not_pay_for_drawing_figures() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True
    )
    *new, everything = done.stdout.splitlines()
    loaded = set(everything.split()[1:])
    assert not loaded & set(HEAVY)
    outside = {name for name in new if name not in sys.stdlib_module_names}
    assert outside <= {"pipeline"}
