"""Writing files whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import Fault, OutputError

LONGEST_NAME_KEPT = 40


@contextmanager
def write_aside(path: Path) -> Iterator[Path]:
    """Give a path to write to; rename it to the wanted one when all went well.

    Parameters
    ----------
    path : Path
        Where the file shall stand in the end; a link is followed, and what is no
        regular file (a folder, a device) is left alone.

    Yields
    ------
    Path
        A new path in the same folder.

    Raises
    ------
    OutputError
        If the folder does not exist or nothing can be written there.
    """
    aside = None
    try:
        target = _writable(path)
        token = secrets.token_hex(4)
        aside = target.with_name(f".{target.name[:LONGEST_NAME_KEPT]}.{token}.part")
        aside.touch()
        yield aside
        os.replace(aside, target)  # noqa: PTH105 - Path.replace hides that it overwrites
    except OutputError:
        raise
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
        if aside is not None:
            with suppress(OSError):
                aside.unlink(missing_ok=True)


def _writable(path: Path) -> Path:
    """Follow links to the file that would be replaced, or refuse."""
    try:
        target = Path(os.path.realpath(path))
    except ValueError as error:  # a zero byte in the name
        raise OSError(errno.EINVAL, str(error)) from error
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists():
        if not target.is_file():
            raise OSError(errno.EINVAL, "Not a regular file")
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return target


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with write_aside(path) as aside:
        aside.write_text(text, encoding="utf-8")
