"""The generative model worked from its definition: every combination, one by one.

Nothing here comes from `pipeline.synthesis`. A joint table holds the probability of
every setting, condition, severity, root, year of age, sex, length of episode and pain
score; a posterior is that table times the chance of each answer, added up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import ceil, erfc, exp, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from pipeline.knowledge import Knowledge
from pipeline.knowledge.latent_schema import FindingGroup
from pipeline.knowledge.schema import Figure

Array = NDArray[np.float64]
SETTINGS = ("primary_care", "spine_clinic", "emergency")
SEXES = ("female", "male")
SEVERITIES = ("mild", "moderate", "severe")
ROOTS = ("L3_L4", "L5", "S1")
YEARS = range(16, 111)
LONGEST = 20000


def normal_mass(low: float, high: float, mean: float, sd: float) -> float:
    """P(low < X < high), without loss of digits in the upper tail."""
    a, b = (low - mean) / sd / sqrt(2), (high - mean) / sd / sqrt(2)
    if a > 0:
        return (erfc(a) - erfc(b)) / 2
    return (erfc(-b) - erfc(-a)) / 2


def with_floor(masses: list[float], least: float) -> Array:
    lifted = np.maximum(np.array(masses), least)
    return lifted / lifted.sum()


def logistic(x: float) -> float:
    return 1 / (1 + exp(-x)) if x > 0 else exp(x) / (1 + exp(x))


class HandModel:
    """The joint distribution of a small world."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.conditions = sorted(knowledge.profiles)
        self.days_needed = {
            key: finding.requires.duration_days_min
            for key, finding in knowledge.findings.items()
            if finding.requires and finding.requires.duration_days_min
        }
        self.parent_of = {
            key: finding.requires.finding
            for key, finding in knowledge.findings.items()
            if finding.requires and finding.requires.finding
        }
        (self.limit,) = self.days_needed.values()
        self.age = np.array([self._age(c) for c in self.conditions])
        self.duration = np.array([self._duration(c) for c in self.conditions])
        self.prior = self._prior()
        # Of each finding, given that what it requires of others holds:
        # condition, severity, root, age, sex.
        self.chance: dict[str, Array] = {}
        # Of each finding in a group: the same, once for each kind of case.
        self.by_kind: dict[str, Array] = {}
        self.group_of = {
            key: group
            for group in knowledge.latents.groups.values()
            for key in group.findings
        }
        for key in self._parents_first():
            if key in self.group_of:
                self.by_kind[key] = self._chance_by_kind(key)
                kinds = self._kinds(self.group_of[key])
                self.chance[key] = (kinds * self.by_kind[key]).sum(axis=0)
            else:
                self.chance[key] = self._chance(key)

    def _parents_first(self) -> list[str]:
        return sorted(self.knowledge.findings, key=lambda key: key in self.parent_of)

    def _age(self, condition: str) -> Array:
        total = np.zeros(len(YEARS))
        for part in self.knowledge.profiles[condition].age:
            masses = [normal_mass(y - 0.5, y + 0.5, part.mean, part.sd) for y in YEARS]
            total += part.weight * np.array(masses) / sum(masses)
        return with_floor(list(total), 1e-12)

    def _duration(self, condition: str) -> Array:
        total = np.zeros(LONGEST + 1)
        for part in self.knowledge.profiles[condition].duration:
            mean, sd = log(part.median_days), log(part.geometric_sd)
            edges = [-np.inf, *(log(d + 0.5) for d in range(LONGEST + 1))]
            masses = [normal_mass(low, high, mean, sd) for low, high in pairwise(edges)]
            total += part.weight * np.array(masses) / sum(masses)
        return with_floor(list(total), 1e-12)

    def _pain(self, condition: str, step: int) -> Array:
        pain = self.knowledge.profiles[condition].pain
        move = self.knowledge.latents.severity.pain_score_per_step.value
        edges = [-np.inf, *(s + 0.5 for s in range(10)), np.inf]
        masses = [
            normal_mass(low, high, pain.mean + step * move, pain.sd)
            for low, high in pairwise(edges)
        ]
        return with_floor(masses, 1e-9)

    def _roots(self, condition: str) -> list[float]:
        roots = self.knowledge.profiles[condition].roots
        # A condition without a root has the same answers whichever is named.
        return [getattr(roots, r) for r in ROOTS] if roots else [1 / 3, 1 / 3, 1 / 3]

    def _spectrum(self, setting: str) -> Array:
        mix = self.knowledge.settings.spectrum[setting]  # type: ignore[index]
        return np.array([getattr(mix, level) for level in SEVERITIES])

    def _prior(self) -> Array:
        settings, n = self.knowledge.settings, len(self.conditions)
        women = [self.knowledge.profiles[c].female.value for c in self.conditions]
        long = self._long_enough()
        table = np.zeros((3, n, 3, 3, len(YEARS), 2, 2, 11))
        for s, setting in enumerate(SETTINGS):
            weight = settings.care_settings[setting].weight.value
            mix = settings.case_mix[setting]
            whole = sum(figure.value for figure in mix.values())
            for c, condition in enumerate(self.conditions):
                share = weight * mix[condition].value / whole
                for v, severity in enumerate(self._spectrum(setting)):
                    for r, root in enumerate(self._roots(condition)):
                        block = np.multiply.outer(
                            np.multiply.outer(self.age[c], [women[c], 1 - women[c]]),
                            np.multiply.outer(long[c], self._pain(condition, v - 1)),
                        )
                        table[s, c, v, r] = share * severity * root * block
        return table

    def possible(self, key: str) -> Array:
        """1 where age (in years) and sex allow a finding, else 0."""
        needs = self.knowledge.findings[key].requires
        table = np.ones((len(YEARS), 2))
        if needs is None:
            return table
        for a, year in enumerate(YEARS):
            for x, sex in enumerate(SEXES):
                young = needs.age_min is not None and year < needs.age_min
                old = needs.age_max is not None and year > needs.age_max
                other = needs.sex is not None and sex != needs.sex
                if young or old or other:
                    table[a, x] = 0
        return table

    def _background(self, key: str) -> Array:
        """By year of age and sex; of a child, given its parent."""
        bands = self.knowledge.background.age_bands
        rates = self.knowledge.background.rates
        table = np.zeros((len(YEARS), 2))
        for a, year in enumerate(YEARS):
            band = sum(year >= low for low in bands) - 1
            for x in range(2):
                rate = rates[key].rates()[x][band]
                if key in self.parent_of:
                    rate /= rates[self.parent_of[key]].rates()[x][band]
                table[a, x] = rate
        return table * self.possible(key)

    def _shift(self, key: str, condition: str, step: int, root: str) -> float:
        latents = self.knowledge.latents
        shift = 0.0
        if key in latents.severity.findings:
            shift += step * latents.severity.findings[key].value
        if key in latents.roots.findings and self.knowledge.profiles[condition].roots:
            shift += getattr(latents.roots.findings[key], root)
        return shift

    def _age_shift(self, key: str) -> Array:
        """By year: the shift of the log-odds for the decades of the band's middle."""
        effects = self.knowledge.latents.age.findings
        if key not in effects:
            return np.zeros(len(YEARS))
        bands = self.knowledge.background.age_bands
        middles = (23, 37, 50, 60, 70, 80)
        of_year = [middles[sum(y >= low for low in bands) - 1] for y in YEARS]
        return effects[key].value * (np.array(of_year) - 50) / 10

    def _kinds(self, group: FindingGroup) -> Array:
        """P(kind | condition, age): kind, condition, 1, 1, age, 1."""
        bands = self.knowledge.background.age_bands
        first = np.zeros((len(self.conditions), len(YEARS)))
        for c, condition in enumerate(self.conditions):
            for a, year in enumerate(YEARS):
                if group.togetherness and condition in group.togetherness.conditions:
                    first[c, a] = group.togetherness.share
                elif group.companion:
                    band = sum(year >= low for low in bands) - 1
                    first[c, a] = group.companion.by_age[band]
        both = np.stack([first, 1 - first])
        return both[:, :, None, None, :, None]

    def _leak_of_kind(self, key: str, condition: str, kind: int) -> Array:
        """Background of a finding beside, or without, the silent companion."""
        group, leak = self.group_of[key], self._background(key)
        mine = group.togetherness and condition in group.togetherness.conditions
        if mine or group.companion is None:
            return leak
        companion = self.knowledge.profiles[group.companion.condition]
        shown = 0.0
        if key in companion.findings:
            (figure,) = companion.findings[key]
            shown = group.companion.expression * figure.value
        bands = self.knowledge.background.age_bands
        split = np.empty_like(leak)
        for a, year in enumerate(YEARS):
            carried = group.companion.by_age[sum(year >= low for low in bands) - 1]
            for x in range(2):
                most = leak[a, x] / carried if carried else leak[a, x]
                with_it = min(max(shown, leak[a, x]), most, 1.0)
                rest = (leak[a, x] - carried * with_it) / (1 - carried)
                split[a, x] = (with_it, rest)[kind]
        return split

    def _chance_by_kind(self, key: str) -> Array:
        tables = [
            self._by_kind_in(key, c, condition)
            for c, condition in enumerate(self.conditions)
        ]
        return np.clip(np.stack(tables, axis=1), 1e-7, 1 - 1e-7)

    def _by_kind_in(self, key: str, c: int, condition: str) -> Array:
        """Kind, severity, root, age, sex."""
        group = self.group_of[key]
        leak = np.stack([self._leak_of_kind(key, condition, k) for k in range(2)])
        leak = leak[:, None, None]
        figures = self.knowledge.profiles[condition].findings.get(key)
        if figures is None:
            return np.broadcast_to(leak, (2, 3, 3, *leak.shape[-2:]))
        patients, target = self._patients(key, c, figures)
        weights = patients * self._kinds(group)[:, c]
        mine = group.togetherness and condition in group.togetherness.conditions
        half = group.togetherness.value / 2 if mine and group.togetherness else 0.0

        def table(log_odds: float) -> Array:
            own = [
                [
                    [
                        logistic(
                            log_odds + move + self._shift(key, condition, v - 1, r)
                        )
                        for r in ROOTS
                    ]
                    for v in range(3)
                ]
                for move in (half, -half)
            ]
            return 1 - (1 - leak) * (1 - np.array(own)[..., None, None])

        floor = float((weights * leak).sum())
        if target <= floor:
            return np.broadcast_to(leak * target / floor, weights.shape)
        return table(_root(lambda x: float((weights * table(x)).sum() - target)))

    def _chance(self, key: str) -> Array:
        by_condition = [self._chance_in(key, c) for c in range(len(self.conditions))]
        table = np.clip(np.array(by_condition), 1e-7, 1 - 1e-7)
        return table * self.possible(key)

    def _chance_in(self, key: str, c: int) -> Array:
        condition = self.conditions[c]
        background = self._background(key)
        figures = self.knowledge.profiles[condition].findings.get(key)
        if figures is None:
            return np.broadcast_to(background, (3, 3, *background.shape))
        weights, target = self._patients(key, c, figures)

        aged = self._age_shift(key)

        def table(log_odds: float) -> Array:
            own = [
                [
                    [
                        logistic(
                            log_odds + move + self._shift(key, condition, v - 1, r)
                        )
                        for move in aged
                    ]
                    for r in ROOTS
                ]
                for v in range(3)
            ]
            return 1 - (1 - background) * (1 - np.array(own)[..., None])

        def excess(log_odds: float) -> float:
            return float((weights * table(log_odds)).sum() - target)

        floor = float((weights * background).sum())
        if target <= floor:
            return np.broadcast_to(background * target / floor, weights.shape)
        if excess(30) <= 0:
            return table(30)
        return table(_root(excess))

    def _patients(
        self, key: str, c: int, figures: tuple[Figure, ...]
    ) -> tuple[Array, float]:
        """Shares of severity, root, age and sex behind a profile's value; the value."""
        whole = sum(figure.n for figure in figures)
        target = sum(figure.n * figure.value for figure in figures) / whole
        spectrum = np.sum(
            [f.n * self._spectrum(f.severity_setting) for f in figures], axis=0
        )
        women = self.knowledge.profiles[self.conditions[c]].female.value
        weights = np.multiply.outer(
            np.multiply.outer(spectrum / whole, self._roots(self.conditions[c])),
            np.multiply.outer(self.age[c], [women, 1 - women]),
        )
        weights = weights * self.possible(key)
        if key in self.parent_of:
            weights = weights * self.chance[self.parent_of[key]][c]
        if key in self.days_needed:
            weights = weights * self._long_enough()[c, 1]
        return weights, target

    def consistent(self, case: dict[str, Any]) -> dict[str, str]:
        """Findings without those that another answer of the case rules out."""
        kept = dict(case["findings"])
        for key, answer in case["findings"].items():
            if answer == "absent":
                continue
            if case["findings"].get(self.parent_of.get(key, "")) == "absent":
                del kept[key]
            elif key in self.days_needed:
                days = case["duration_days"]
                if days is not None and days < self.days_needed[key]:
                    del kept[key]
            elif not (self._who(case) * self.possible(key)).any():
                del kept[key]
        return kept

    def _who(self, case: dict[str, Any]) -> Array:
        """1 for each year of age and sex that the case may have."""
        ages = [case["age"] in (None, year) for year in YEARS]
        sexes = [case["sex"] in (None, sex) for sex in SEXES]
        return np.multiply.outer(np.array(ages, float), np.array(sexes, float))

    def posterior(self, case: dict[str, Any]) -> Array:
        """P(condition | case), over the conditions in alphabetical order."""
        table = self.prior * self._who(case)[:, :, None, None]
        if case["care_setting"] is not None:
            s = SETTINGS.index(case["care_setting"])
            table = table[s : s + 1]
        if case["pain_score"] is not None:
            table = table[..., [round(case["pain_score"])]]
        long = slice(None)
        if case["duration_days"] is not None:
            i = int(case["duration_days"] >= self.limit)
            long = slice(i, i + 1)
            # In place of P(long enough or not | condition): P(this day | condition).
            today = self.duration[:, round(case["duration_days"])]
            today = today / self._long_enough()[:, i]
            table = table[..., long, :] * today.reshape(1, -1, 1, 1, 1, 1, 1, 1)
        for factor in self._answers(self.consistent(case)):
            table = table * factor[..., long, :]
        by_condition = table.sum(axis=(0, 2, 3, 4, 5, 6, 7))
        return by_condition / by_condition.sum()

    def _long_enough(self) -> Array:
        """P(no, yes | condition), one row a condition."""
        first = ceil(self.limit)
        no, yes = self.duration[:, :first], self.duration[:, first:]
        return np.stack([no.sum(axis=1), yes.sum(axis=1)], axis=1)

    def _answers(self, kept: dict[str, str]) -> Iterator[Array]:
        """P(the known answers | everything else), one factor a finding or pair."""
        child_of = {parent: child for child, parent in self.parent_of.items()}
        for key in self.knowledge.findings:
            alone = not {key, child_of.get(key)} & set(kept)
            if alone or key in self.group_of or key in self.parent_of:
                continue
            chance = self.chance[key][None, ..., None, None]
            long = np.array([0.0, 1.0]) if key in self.days_needed else np.ones(2)
            chance = chance * long[:, None]
            factor = np.zeros_like(chance)
            for here in _answers_that_fit(kept.get(key)):
                p = chance if here else 1 - chance
                child = child_of.get(key)
                if child is None:
                    factor += p
                    continue
                q = self.chance[child][None, ..., None, None] * here
                for there in _answers_that_fit(kept.get(child)):
                    factor += p * (q if there else 1 - q)
            yield factor
        yield from self._groups(kept)

    def _groups(self, kept: dict[str, str]) -> Iterator[Array]:
        """P(the known answers of a group | everything else), its kind added up."""
        for group in self.knowledge.latents.groups.values():
            together = self._kinds(group)
            for key in set(group.findings) & set(kept):
                p = self.by_kind[key]
                together = together * (p if kept[key] == "present" else 1 - p)
            yield together.sum(axis=0)[None, ..., None, None] * np.ones((2, 1))


def _root(excess: Callable[[float], float]) -> float:
    return float(brentq(excess, -30, 30, xtol=1e-14, rtol=1e-15, maxiter=500))


def _answers_that_fit(known: str | None) -> tuple[bool, ...]:
    return {"present": (True,), "absent": (False,), None: (False, True)}[known]
