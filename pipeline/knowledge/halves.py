"""The knowledge as somebody would know it who has read only half of the sources.

The published works are split into two halves that have none in common, and the
knowledge is rebuilt from either. What one half tells about patients of the other shows
how much the figures of an evaluation owe to having read the very same papers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.checks import sourced_numbers
from pipeline.knowledge.schema import EXPERT_ESTIMATE, Sourced
from pipeline.knowledge.without import GUESSED, KEPT, without
from pipeline.knowledge.works import works_of

Half = Literal["a", "b"]
HALVES: tuple[Half, Half] = ("a", "b")
_WORD = re.compile(r"[A-Za-z0-9_]+")


def split_sources(knowledge: Knowledge) -> dict[Half, frozenset[str]]:
    """Split the published sources into two halves without a work in common.

    The works that numbers cite are ordered by the sha256 of their first key, and
    dealt out in turn.

    Parameters
    ----------
    knowledge : Knowledge

    Returns
    -------
    dict of {"a", "b"} to frozenset of str
        Keys of sources.yaml; every cited one but that of a judgement is in one half.
    """
    cited = set[str]()
    for _, _, number in sourced_numbers(knowledge):
        cited |= works_cited(number, knowledge)
    dealt = sorted(
        (work for work in works_of(knowledge) if cited.intersection(work)),
        key=lambda work: sha256(work[0].encode()).hexdigest(),
    )
    return {
        half: frozenset(key for work in dealt[first::2] for key in work)
        for first, half in enumerate(HALVES)
    }


def works_cited(number: Sourced, knowledge: Knowledge) -> set[str]:
    """Give the keys of the published sources that a number rests on.

    A derived number rests on every source that its note names, too.

    Parameters
    ----------
    number : Sourced
    knowledge : Knowledge

    Returns
    -------
    set of str
        Empty for a judgement.
    """
    if number.source == EXPERT_ESTIMATE:
        return set()
    keys = {number.source}
    if number.derived is not None and number.note is not None:
        keys |= set(_WORD.findall(number.note)) & set(knowledge.sources)
    return keys - {EXPERT_ESTIMATE}


def rebuild(knowledge: Knowledge, half: Half) -> Knowledge:
    """Rebuild the knowledge from the published sources of one half.

    Every number that cites a source of the other half is dropped, a recalled or a
    derived one too, and guessed as `without` says. Judgements stay, for their authors
    are the same, and may owe something to what was read; so do the values that must
    stand (ages, background rates and the like), as weak guesses where they have lost
    their only source. So the halves share no source, but they are not strangers.

    Parameters
    ----------
    knowledge : Knowledge
    half : {"a", "b"}
        Whose sources stay.

    Returns
    -------
    Knowledge
        Same conditions, findings, rules and interviews.
    """
    mine = split_sources(knowledge)[half]
    return without(knowledge, lambda number: not works_cited(number, knowledge) <= mine)


@dataclass(frozen=True)
class HalfCounts:
    """What half of the sources leaves of the knowledge.

    Parameters
    ----------
    n_sources : int
        Keys of sources.yaml in this half.
    n_published : int
        Numbers that still cite a published source.
    n_guessed : int
        Figures guessed from those of other conditions.
    n_kept : int
        Values kept although their source is in the other half.
    """

    n_sources: int
    n_published: int
    n_guessed: int
    n_kept: int


def count_half(knowledge: Knowledge, half: Half) -> HalfCounts:
    """Count what a half still knows, and what it had to guess.

    Parameters
    ----------
    knowledge : Knowledge
        Whole.
    half : {"a", "b"}

    Returns
    -------
    HalfCounts
    """
    numbers = [number for _, _, number in sourced_numbers(rebuild(knowledge, half))]
    whys = [number.why or "" for number in numbers]
    return HalfCounts(
        n_sources=len(split_sources(knowledge)[half]),
        n_published=sum(bool(works_cited(n, knowledge)) for n in numbers),
        n_guessed=sum(why.startswith(GUESSED) for why in whys),
        n_kept=whys.count(KEPT),
    )
