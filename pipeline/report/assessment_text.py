"""One assessment as plain text for a clinician: what to do first, numbers later."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.report.labels import Labels
from pipeline.report.likelihood_text import likelihood_sections
from pipeline.report.sentences import (
    EMERGENCY,
    NOTHING_CONCLUDED,
    asked_by_model,
    deciding,
    made_by,
    nothing_to_ask,
    ruled_out_first,
    still_open,
    tier_so_far,
)
from pipeline.report.words import (
    DISCLAIMER,
    TIER_MEANINGS,
    bullets,
    first_sentence,
    printable,
    tier_name,
    wrap,
)

MOST_OPEN_QUESTIONS = 5
Item = dict[str, Any]


def render_assessment(assessment: Item, knowledge: Knowledge) -> str:
    """Render one assessment as plain text.

    Parameters
    ----------
    assessment : dict
        As `Assessment.to_dict()` gives it.
    knowledge : Knowledge
        Gives the words for ids; an id that it does not know is shown as it is.

    Returns
    -------
    str
        Lines of at most 88 columns, ending with a line break.
    """
    labels = Labels(knowledge)
    questions = open_questions(assessment, labels)
    sections = [
        _case_line(assessment),
        _urgency(assessment, labels),
        _section("WHAT TO DO", [wrap(assessment["next_step"])]),
        _also_fired(assessment, labels),
        _still_open(assessment, questions, labels),
        _ruled_out_first(assessment, labels),
        *likelihood_sections(assessment, labels, already_asked=set(questions)),
        _nothing_to_ask(assessment),
        _footer(assessment),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def open_questions(assessment: Item, labels: Labels) -> dict[str, int]:
    """Choose the few questions that would settle most of the open emergency rules.

    First those to ask next that would make it an emergency on their own. The rest is
    greedy: a question counts for 1/n in a rule that n questions keep open, those chosen
    before count as answered, and what needs an examiner comes last.

    Parameters
    ----------
    assessment : dict
        As `Assessment.to_dict()` gives it.
    labels : Labels
        Its order of findings settles ties.

    Returns
    -------
    dict of str to int
        Questions in order, with the number of open emergency rules each bears on.
    """
    left = [
        set(rule["ask"])
        for rule in assessment["undetermined"]
        if rule["urgency"] == EMERGENCY
    ]
    bears_on = Counter(field for rule in left for field in rule)
    first = [field for field in _decisive(assessment) if field in bears_on]
    chosen: dict[str, int] = {}
    while len(chosen) < MOST_OPEN_QUESTIONS and any(left):
        best = first.pop(0) if first else _most_settling(left, labels)
        chosen[best] = bears_on[best]
        left = [rule - {best} for rule in left]
    return chosen


def _decisive(assessment: Item) -> list[str]:
    """List the next questions that would make it an emergency on their own."""
    raises = {
        change["finding"]
        for change in assessment["would_change"]
        if change["answer"] == "present" and change["urgency"] == EMERGENCY
    }
    asked = [question["finding"] for question in assessment["next_questions"]]
    return [field for field in asked if field in raises]


def _most_settling(left: list[set[str]], labels: Labels) -> str:
    """Pick the question that takes the most out of what keeps the rules open."""
    worth: defaultdict[str, float] = defaultdict(float)
    for rule in left:
        for field in rule:
            worth[field] += 1 / len(rule)

    # Rounded, because the order of adding up must not settle a tie.
    def place(field: str) -> tuple[bool, float, int, str]:
        worst = -round(worth[field], 9)
        return labels.needs_examiner(field), worst, labels.place(field), field

    return min(worth, key=place)


def _section(title: str, lines: Iterable[str]) -> str:
    return "\n".join([title, *lines])


def _case_line(assessment: Item) -> str:
    case_id = printable(assessment["case_id"] or "").strip()
    return wrap(case_id or "(no id)", 0, "CASE ")


def _urgency(assessment: Item, labels: Labels) -> str:
    urgency = assessment["urgency"]
    if urgency is None:
        return _section("URGENCY: NOT KNOWN", [wrap(NOTHING_CONCLUDED)])
    meaning = TIER_MEANINGS.get(urgency, "")
    name = tier_so_far(assessment).upper()
    title = wrap(f"URGENCY: {name} ({meaning})", 0)
    rules = deciding(assessment)
    if not rules:
        return _section(title, [wrap(asked_by_model(assessment, labels))])
    rule = rules[0]
    sources = "; ".join(labels.sources(rule["sources"]))
    return _section(
        title,
        [
            wrap(f"Red flag {rule['id']}: {rule['name']}"),
            wrap(labels.because(rule), 4, "because: "),
            wrap(sources, 4, "according to: "),
        ],
    )


def _also_fired(assessment: Item, labels: Labels) -> str:
    shown = deciding(assessment)[:1]
    others = [rule for rule in assessment["red_flags"] if rule not in shown]
    if not others:
        return ""
    lines = []
    for rule in others:
        lines.append(
            wrap(f"{rule['id']} {rule['name']} ({tier_name(rule['urgency'])})")
        )
        lines.append(wrap(labels.because(rule), 4, "because: "))
        # An equally urgent rule may ask for something that the first does not say.
        if rule["urgency"] == assessment["urgency"]:
            lines.append(wrap(first_sentence(rule["action"]), 4, "do: "))
    return _section("OTHER RED FLAGS THAT FIRED", lines)


def _still_open(assessment: Item, questions: dict[str, int], labels: Labels) -> str:
    asked = bullets(f"{labels.full(field)} [{n}]" for field, n in questions.items())
    return _section("STILL OPEN", [wrap(still_open(assessment)), *asked])


def _nothing_to_ask(assessment: Item) -> str:
    told = nothing_to_ask(assessment)
    return _section("ASK NEXT", [wrap(told)]) if told else ""


def _ruled_out_first(assessment: Item, labels: Labels) -> str:
    names = ruled_out_first(assessment, labels)
    return _section("TO BE RULED OUT FIRST", bullets(names)) if names else ""


def _footer(assessment: Item) -> str:
    return "\n".join([wrap(made_by(assessment), 0), DISCLAIMER])
