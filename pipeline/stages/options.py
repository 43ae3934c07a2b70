"""What `lasegue generate` is asked for, read with every fault found at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Fault, OptionError, shorten
from pipeline.knowledge import load_knowledge, suggest
from pipeline.synthesis import Request
from pipeline.terms import CareSetting

LARGEST_SEED = 2**63 - 1
MOST_ROWS = 10**12
LAST_START = 10**15
MOST_WORKERS = 256
# No number within the limits is longer, and Python refuses to read thousands.
MOST_DIGITS = 40
MIX_TOLERANCE = 1e-6


@dataclass(frozen=True)
class GenerateOptions:
    """Which rows of which stream, and how many threads draw them."""

    n: int
    start: int
    workers: int
    request: Request


def read_generate_options(
    n: str,
    seed: str,
    start: str,
    workers: str,
    output: Path,
    care_setting: str | None = None,
    mix: str | None = None,
    complete: bool = False,
    fresh_worlds: bool = False,
) -> GenerateOptions:
    """Read the options as they were typed.

    Parameters
    ----------
    n, seed, start, workers : str
        Whole numbers.
    output : Path
        Only its suffix is looked at.
    care_setting : str, optional
    mix : str, optional
        As `id=0.5,id=0.5`; the weights sum to 1.
    complete : bool, default=False
    fresh_worlds : bool, default=False

    Returns
    -------
    GenerateOptions

    Raises
    ------
    OptionError
        With every fault.

    Examples
    --------
    >>> read_generate_options("10", "3", "0", "2", Path("cases.parquet")).n
    10
    """
    faults: list[Fault] = []
    rows = _whole("--n", n, 0, MOST_ROWS, faults)
    key = _whole("--seed", seed, 0, LARGEST_SEED, faults)
    first = _whole("--start", start, 0, LAST_START, faults)
    threads = _whole("--workers", workers, 1, MOST_WORKERS, faults)
    if output.suffix.lower() != ".parquet":
        got = output.suffix or "no suffix"
        to_do = "Name a file such as cases.parquet."
        faults.append(Fault("--output", "the suffix", ".parquet", got, to_do))
    if care_setting is not None and care_setting not in set(CareSetting):
        must_be, got = f"one of {', '.join(CareSetting)}", shorten(care_setting)
        faults.append(Fault("--care-setting", "it", must_be, got, "Change it."))
    shares = None if mix is None else _shares(mix, faults)
    if faults:
        raise OptionError(faults)
    request = Request(key, care_setting, shares, complete, fresh_worlds)
    return GenerateOptions(rows, first, threads, request)


def _whole(name: str, text: str, low: int, high: int, faults: list[Fault]) -> int:
    digits = text.strip().removeprefix("-")
    if digits.isdecimal() and digits.isascii() and len(digits) <= MOST_DIGITS:
        value = int(text)
        if low <= value <= high:
            return value
    must_be = f"a whole number from {low} to {high}"
    faults.append(Fault(name, "the value", must_be, shorten(text), "Change it."))
    return low


def _shares(text: str, faults: list[Fault]) -> tuple[tuple[str, float], ...]:
    known = load_knowledge().condition_ids
    shares: dict[str, float] = {}
    wrong: list[Fault] = []
    for part in text.split(","):
        name, _, number = part.strip().partition("=")
        if name not in known:
            wrong.append(_unknown_condition(name, known))
            continue
        if name in shares:
            wrong.append(Fault("--mix", name, "there once", "it twice", "Drop one."))
        shares[name] = _share(number)
        if not 0 <= shares[name] <= 1:
            what, got = f"the weight of {name}", shorten(number)
            to_do = f"Write {name}=0.5."
            wrong.append(Fault("--mix", what, "in [0, 1]", got, to_do))
    total = sum(shares.values())
    if not wrong and abs(total - 1) > MIX_TOLERANCE:
        got = f"{total:g}"
        wrong.append(Fault("--mix", "the weights", "summing to 1", got, "Rescale."))
    faults += wrong
    return tuple(shares.items())


def _share(number: str) -> float:
    try:
        return float(number)
    except ValueError:
        return -1.0


def _unknown_condition(name: str, known: tuple[str, ...]) -> Fault:
    to_do = suggest(name, known)
    if not to_do.startswith("Did you mean"):
        to_do = "See `lasegue knowledge coverage` for the ids."
    return Fault("--mix", "the condition", "a known one", shorten(name), to_do)
