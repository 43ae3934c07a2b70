"""Patients who have none of the conditions, put together from patients who have one.

A recombined patient takes the answers to some questions from a patient with one
condition, to others from a patient with another, and the rest as in people without any
cause for them. Almost every one is a condition of its own, so what tells them from real
patients is whether the answers hang together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.features import FeatureSchema
from pipeline.knowledge import load_knowledge
from pipeline.model.condition_tables import ConditionTables

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
DONORS_PER_CONDITION = 2000
MOST_DONORS = 3
# How patients are put together. Wide on purpose: nobody knows what else there is.
SHARE_BY_BODY_SYSTEM = 0.6  # of patients; else every finding goes its own way
SHARE_WITH_BACKGROUND = 0.8  # of patients; the others owe every answer to a donor
BACKGROUND_SHAPE = 1.2  # of the beta distribution of how much is left to background
MOST_BACKGROUND = 0.9
SHARE_WITH_MORE_PRESENT = 0.5  # of patients; present whatever the donors say
MOST_MORE_PRESENT = 6
SHARE_WITH_OWN_CONTEXT = 0.5  # of age and sex, duration, pain: from the first donor
# What the context is copied in, and the words by which its columns are known.
CONTEXT = {"person": ("age", "sex"), "course": ("duration",), "pain": ("pain",)}


@dataclass(frozen=True, eq=False)
class Links:
    """Which columns belong together, so that no recombined patient is impossible.

    Parameters
    ----------
    unit, body_system : ndarray of shape (n_findings,)
        Findings of one number go together; a finding that requires another one goes
        where that one goes.
    pairs : tuple of (int, int)
        A finding, and the finding that it requires.
    findings : dict of str to ndarray
        Findings that require an age, a sex or a duration, by what is copied with it.
    columns : dict of str to ndarray
        Columns of X of each part of the context, and of the care setting.
    """

    unit: Ints
    body_system: Ints
    pairs: tuple[tuple[int, int], ...]
    findings: dict[str, Ints]
    columns: dict[str, tuple[Ints, ...]]


def find_links(schema: FeatureSchema) -> Links:
    """Read from the vocabulary what belongs together.

    Parameters
    ----------
    schema : FeatureSchema

    Returns
    -------
    Links
    """
    knowledge, ids = load_knowledge(), schema.finding_ids
    index = {finding: j for j, finding in enumerate(ids)}
    groups = knowledge.vocabulary.groups.values()
    system_of = {f: g for g, group in enumerate(groups) for f in group}
    unit, system = np.arange(len(ids)), np.array([system_of[f] for f in ids])
    pairs: list[tuple[int, int]] = []
    tied: dict[str, list[int]] = {part: [] for part in CONTEXT}
    for j, finding in enumerate(ids):
        needs = knowledge.findings[finding].requires
        if needs is None:
            continue
        if needs.finding is not None:
            parent = index[needs.finding]
            pairs.append((j, parent))
            unit[j], system[j] = unit[parent], system[parent]
        elif needs.duration_days_min is not None:
            tied["course"].append(j)
        else:
            tied["person"].append(j)
    names = schema.names[2 * len(ids) :]
    columns = {
        part: tuple(_columns(names, word) + 2 * len(ids) for word in words)
        for part, words in {**CONTEXT, "setting": ("care",)}.items()
    }
    findings = {part: np.array(js, dtype=np.int64) for part, js in tied.items()}
    return Links(unit, system, tuple(pairs), findings, columns)


def _columns(names: tuple[str, ...], word: str) -> Ints:
    return np.flatnonzero([word in name.split("_") for name in names])


@dataclass(frozen=True, eq=False)
class Donors:
    """Patients from whom the others are put together, sorted by condition.

    Parameters
    ----------
    X : ndarray of shape (n_donors, n_features)
    present : ndarray of shape (n_donors, n_findings), bool
        What was not asked is drawn from the condition's rates.
    first : ndarray of shape (n_conditions + 1,)
        Where each condition begins.
    """

    X: Floats
    present: Bools
    first: Ints

    def pick(self, shape: tuple[int, int], rng: np.random.Generator) -> Ints:
        """Pick a condition at random, then one of its patients."""
        condition = rng.integers(len(self.first) - 1, size=shape)
        size = np.diff(self.first)[condition]
        within = (rng.random(shape) * size).astype(np.int64)
        return np.asarray(self.first[condition] + within, dtype=np.int64)


def choose_donors(
    X: Floats, condition: Ints, tables: ConditionTables, rng: np.random.Generator
) -> Donors:
    """Choose those who were asked most.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    condition : ndarray of shape (n_samples,)
    tables : ConditionTables
        Counted on the same conditions.
    rng : numpy.random.Generator

    Returns
    -------
    Donors
    """
    n_conditions, n_findings = tables.rates.shape[1:]
    asked = X[:, : 2 * n_findings].sum(axis=1)
    chosen = []
    for c in range(n_conditions):
        own = np.flatnonzero(condition == c)
        most_asked = np.argsort(-asked[own], kind="stable")[:DONORS_PER_CONDITION]
        chosen.append(own[most_asked])
    first = np.cumsum([0, *map(len, chosen)])
    rows = np.concatenate(chosen)
    rates = tables.rates[tables.bands(X[rows]), condition[rows]]
    known = X[rows, n_findings : 2 * n_findings] + X[rows, :n_findings] > 0
    drawn = rng.random(rates.shape, dtype=np.float32) < rates
    present = np.where(known, X[rows, :n_findings] > 0, drawn)
    return Donors(X[rows], present, first)


def recombine(
    asked_as: Floats,
    donors: Donors,
    tables: ConditionTables,
    links: Links,
    rng: np.random.Generator,
) -> Floats:
    """Put together one patient for each row, who was asked the same questions.

    Parameters
    ----------
    asked_as : ndarray of shape (n_samples, n_features)
        Encoded patients, of whom only what was asked, and where, is taken.
    donors : Donors
    tables : ConditionTables
        For the background rates.
    links : Links
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (n_samples, n_features)
    """
    n, n_findings = len(asked_as), len(links.unit)
    donor = donors.pick((n, MOST_DONORS), rng)
    giver = _context_givers(donor, donors, rng)
    present = _from_donors(donor, donors, links, rng)
    usual = tables.background()[tables.bands(donors.X[giver["person"]])]
    by_chance = rng.random((n, n_findings), dtype=np.float32) < usual
    present = np.where(_left_to_background(n, links, rng), by_chance, present)
    present |= _present_besides(n, n_findings, rng)
    for part, tied in links.findings.items():
        present[:, tied] = donors.present[giver[part][:, None], tied]
    for child, parent in links.pairs:
        present[:, child] &= present[:, parent]
    out = np.empty_like(asked_as)
    asked = asked_as[:, :n_findings] + asked_as[:, n_findings : 2 * n_findings] > 0
    out[:, :n_findings] = present & asked
    out[:, n_findings : 2 * n_findings] = ~present & asked
    for part, fields in links.columns.items():
        for columns in fields:
            given = asked_as[:, columns]
            if part in giver:
                known = given.any(axis=1, keepdims=True)
                given = donors.X[giver[part][:, None], columns] * known
            out[:, columns] = given
    return out


def _context_givers(
    donor: Ints, donors: Donors, rng: np.random.Generator
) -> dict[str, Ints]:
    """Choose for each part of the context whose it is: the first donor's, or another's.

    One stranger for all parts would be a donor like any other.
    """
    strangers = donors.pick((len(donor), len(CONTEXT)), rng)
    own = rng.random(strangers.shape) < SHARE_WITH_OWN_CONTEXT
    given = np.where(own, donor[:, :1], strangers)
    return {part: given[:, j] for j, part in enumerate(CONTEXT)}


def _from_donors(
    donor: Ints, donors: Donors, links: Links, rng: np.random.Generator
) -> Bools:
    """Take each finding from one of the donors in use."""
    n_used = rng.integers(1, MOST_DONORS + 1, len(donor))
    which = _draw_together(len(donor), links, rng) * n_used[:, None]
    present = donors.present[donor[:, 0]]
    for k in range(1, MOST_DONORS):
        present = np.where(which >= k, donors.present[donor[:, k]], present)
    return present


def _left_to_background(n: int, links: Links, rng: np.random.Generator) -> Bools:
    share = MOST_BACKGROUND * rng.beta(BACKGROUND_SHAPE, BACKGROUND_SHAPE, n)
    share *= rng.random(n) < SHARE_WITH_BACKGROUND
    drawn = _draw_together(n, links, rng) < share[:, None]
    return np.asarray(drawn, dtype=bool)


def _present_besides(n: int, n_findings: int, rng: np.random.Generator) -> Bools:
    """Make a few findings present, whatever donors and background say."""
    expected = rng.integers(1, MOST_MORE_PRESENT + 1, n)
    expected *= rng.random(n) < SHARE_WITH_MORE_PRESENT
    drawn = rng.random((n, n_findings), dtype=np.float32)
    return np.asarray(drawn < expected[:, None] / n_findings, dtype=bool)


def _draw_together(n: int, links: Links, rng: np.random.Generator) -> Floats:
    """Draw numbers in [0, 1) that are equal for the findings that go together."""
    n_findings = len(links.unit)
    by_system = rng.random((n, n_findings), dtype=np.float32)[:, links.body_system]
    by_unit = rng.random((n, n_findings), dtype=np.float32)[:, links.unit]
    together = rng.random((n, 1)) < SHARE_BY_BODY_SYSTEM
    return np.where(together, by_system, by_unit)
