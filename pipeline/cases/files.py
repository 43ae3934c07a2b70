"""Writing files whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import Fault, OutputError


@contextmanager
def write_aside(path: Path) -> Iterator[Path]:
    """Give a path to write to; rename it to the wanted one when all went well.

    Parameters
    ----------
    path : Path
        Where the file shall stand in the end.

    Yields
    ------
    Path
        A new path in the same folder.

    Raises
    ------
    OutputError
        If the folder does not exist or nothing can be written there.
    """
    path = Path(path)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        if path.is_dir():
            raise IsADirectoryError(21, "Is a directory", str(path))
        aside.touch()
        yield aside
        os.replace(aside, path)  # noqa: PTH105 - Path.replace hides that it overwrites
    except OSError as error:
        raise OutputError(
            Fault(
                str(path),
                "the output",
                "a writable file in an existing folder",
                error.strerror or str(error),
                "Choose another place, or make the folder first.",
            )
        ) from error
    finally:
        aside.unlink(missing_ok=True) if aside.parent.is_dir() else None


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with write_aside(path) as aside:
        aside.write_text(text, encoding="utf-8")
