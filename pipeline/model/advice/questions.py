"""What to ask next, and why: what may be an emergency, and what informs most."""

from __future__ import annotations

import numpy as np

from pipeline.cases import Case, matrix_from_cases
from pipeline.cases.possible import possible_findings
from pipeline.knowledge import Knowledge
from pipeline.model.advice.open_rules import if_present, open_red_flags, raising_rules
from pipeline.model.advice.telling import points_to, tells_apart
from pipeline.model.advice.worth import (
    Setting,
    Worth,
    screening_questions,
    weigh_questions,
)
from pipeline.model.explain import Explanation
from pipeline.rules import Triage
from pipeline.rules.triage import OpenRule
from pipeline.terms import Urgency

MOST_ALARMING = 5
MOST_INFORMATIVE = 5


def next_questions(
    triage: Triage,
    explanation: Explanation | None,
    urgency: Urgency | None,
    knowledge: Knowledge,
    pointless: frozenset[str] = frozenset(),
) -> list[dict[str, str]]:
    """Give the questions most worth asking, each with its reason.

    With a model every open question has a worth in nats: what it is expected to tell
    of the cause and of an emergency. The first screening questions of a case go before
    all others. What is worth too little is left out: with nothing left, no more need
    be asked. Without a model the open red flags are asked.

    Parameters
    ----------
    triage : Triage
    explanation : Explanation or None
    urgency : Urgency or None
        Of rules and model together.
    knowledge : Knowledge
    pointless : frozenset of str
        Findings not to ask for, say because a known answer makes them impossible.

    Returns
    -------
    list of dict
        `finding` and `why`, in the order of asking: at most five for the sake of an
        emergency, and five that tell the causes apart.
    """
    if explanation is None:
        return open_red_flags(triage, urgency, knowledge, pointless)
    raising = raising_rules(triage)
    worth = _worth(triage, explanation, raising)
    return [
        {
            "finding": explanation.unknown[i],
            "why": _reason(explanation, i, worth, raising, knowledge),
        }
        for i in _chosen(explanation.unknown, worth, pointless)
    ]


def _worth(
    triage: Triage, explanation: Explanation, raising: dict[str, OpenRule]
) -> Worth:
    emergency, unknown = Urgency.EMERGENCY, explanation.unknown
    alarming = {f for f, item in raising.items() if item.rule.tier is emergency}
    screening = screening_questions()
    setting = Setting(
        fires=np.array([f in alarming for f in unknown], dtype=np.bool_),
        screens=np.array([f in screening for f in unknown], dtype=np.bool_),
        n_screened=np.array(len(screening.intersection(explanation.known))),
        settled=np.array(triage.floor is emergency),
    )
    return weigh_questions(
        explanation.proba, explanation.if_present, explanation.if_absent, setting
    )


def _chosen(
    unknown: tuple[str, ...], worth: Worth, pointless: frozenset[str]
) -> list[int]:
    """Pick the places of the questions to ask: the first to screen, then by worth."""
    order, total, alarming = worth.order, worth.total, worth.alarming
    enough = np.flatnonzero(worth.is_enough).tolist()
    able = [i for i in enough if unknown[i] not in pointless]
    first = sorted(able, key=lambda i: -order[i])[: int(worth.n_first)]
    chosen = [i for i in first if worth.screens[i]]
    left = {True: MOST_ALARMING - len(chosen), False: MOST_INFORMATIVE}
    for i in sorted(set(able) - set(chosen), key=lambda i: (-total[i], i)):
        kind = bool(alarming[i])
        if left[kind] > 0:
            left[kind] -= 1
            chosen.append(i)
    return chosen


def _reason(
    explanation: Explanation,
    i: int,
    worth: Worth,
    raising: dict[str, OpenRule],
    knowledge: Knowledge,
) -> str:
    sides = explanation.if_present[i], explanation.if_absent[i]
    rule = raising.get(explanation.unknown[i])
    if worth.alarming[i] or (worth.screens[i] and worth.n_first):
        if rule is not None and rule.rule.tier is Urgency.EMERGENCY:
            return if_present(rule)
        return points_to(*sides, knowledge)
    return tells_apart(float(worth.chance[i]), *sides, knowledge)


def impossible(case: Case) -> frozenset[str]:
    """Find the open questions whose answer a known one already gives.

    Parameters
    ----------
    case : Case

    Returns
    -------
    frozenset of str
        Findings that need what the case says is not so.
    """
    cases = matrix_from_cases([case])
    can_be = possible_findings(cases)[0]
    return frozenset(
        finding
        for finding, possible in zip(cases.finding_ids, can_be, strict=True)
        if not possible and finding not in case.findings
    )
