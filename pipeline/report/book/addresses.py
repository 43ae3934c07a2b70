"""Where each thing stands in the book: names of its pages, and places on them."""

from __future__ import annotations

INDEX = "index.html"
RED_FLAGS = "red-flags.html"
STUDIES = "studies.html"
SOURCES = "sources.html"
WISHES = "wish-list.html"
STYLE = "style.css"


def condition_page(condition: str) -> str:
    """Name the page of a condition."""
    return f"condition-{condition}.html"


def finding_anchor(finding: str) -> str:
    """Name the place of a finding on the page of a condition."""
    return f"finding-{finding}"


def finding_address(condition: str, finding: str) -> str:
    """Lead to a finding on the page of a condition."""
    return f"{condition_page(condition)}#{finding_anchor(finding)}"


def red_flag_page(rule: str) -> str:
    """Name the page of a red flag."""
    return f"red-flag-{rule}.html"


def study_page(study: str) -> str:
    """Name the page of a study."""
    return f"study-{study}.html"


def source_anchor(key: str) -> str:
    """Name the place of a source in the index of sources."""
    return f"source-{key}"


def source_address(key: str) -> str:
    """Lead to a source in the index of sources."""
    return f"{SOURCES}#{source_anchor(key)}"
