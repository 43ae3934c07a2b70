"""A folder that is written whole or not at all, and spares what is not its own."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import Fault, OutputError

# Names the files of a book: a folder that holds anything else is left alone.
CONTENTS = ".contents"
LONGEST_NAME_KEPT = 40


@contextmanager
def replace_folder(folder: Path) -> Iterator[Path]:
    """Give a new folder to write to; put it in place when all went well.

    Parameters
    ----------
    folder : Path
        Where it shall stand in the end, in an existing folder; a link is followed.

    Yields
    ------
    Path
        A new folder beside it.

    Raises
    ------
    OutputError
        If nothing can be written there, or something else stands there.
    """
    aside = None
    try:
        target = _replaceable(folder)
        token = secrets.token_hex(4)
        aside = target.with_name(f".{target.name[:LONGEST_NAME_KEPT]}.{token}.part")
        aside.mkdir()
        yield aside
        _put_in_place(aside, target)
    except OutputError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(_fault(folder, reason)) from error
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)


def write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Write pages into a folder, and a list of them.

    Parameters
    ----------
    folder : Path
    pages : mapping of str to str
        Text by file name.
    """
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    names = "".join(f"{name}\n" for name in sorted(pages))
    (folder / CONTENTS).write_text(names, encoding="utf-8", newline="\n")


def _replaceable(folder: Path) -> Path:
    """Follow links to the folder that would be replaced, or refuse."""
    try:
        target = Path(os.path.realpath(folder))
    except ValueError as error:  # a zero byte in the name
        raise OSError(errno.EINVAL, str(error)) from error
    if not target.name:
        raise OSError(errno.EINVAL, "The root of all folders")
    if target.exists():
        if not target.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if not os.access(target, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        strange = sorted({path.name for path in target.iterdir()} - _ours(target))
        if strange:
            raise OutputError(_fault(folder, f"one that holds {strange[0]!r}"))
    return target


def _ours(folder: Path) -> set[str]:
    """Give the names of the files that an earlier book put there."""
    with suppress(FileNotFoundError, UnicodeDecodeError):
        names = (folder / CONTENTS).read_text(encoding="utf-8").splitlines()
        return {CONTENTS, *names}
    return set()


def _put_in_place(aside: Path, target: Path) -> None:
    """Swap the folders; the earlier one comes back when that fails."""
    earlier = aside.with_suffix(".old.part")
    had_one = target.exists()
    if had_one:
        target.rename(earlier)
    try:
        aside.rename(target)
    except OSError:
        if had_one:
            earlier.rename(target)
        raise
    shutil.rmtree(earlier, ignore_errors=True)


def _fault(folder: Path, got: str) -> Fault:
    must_be = "a new or empty folder, or one with an earlier book alone, in a folder"
    return Fault(
        str(folder),
        "the output",
        f"{must_be} that can be written",
        got,
        "Choose another place.",
    )
