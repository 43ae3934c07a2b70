"""How every HTML page is put together: from templates, escaped, without surprises."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.report.words import printable


def page_environment(package: str = "pipeline.report") -> Environment:
    """Give the environment of a package's templates, which escapes what is not ours."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _visible(value: Any) -> Any:
    """Replace control characters in text that is not ours."""
    return printable(value) if type(value) is str else value
