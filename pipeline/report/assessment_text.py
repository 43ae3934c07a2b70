"""One assessment as plain text for a clinician: what to do first, numbers later."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.report.labels import Labels
from pipeline.report.likelihood_text import likelihood_sections
from pipeline.report.words import (
    DISCLAIMER,
    TIER_MEANINGS,
    bullets,
    first_sentence,
    plural,
    printable,
    short_digest,
    tier_name,
    whole_percent,
    wrap,
)

MOST_OPEN_QUESTIONS = 5
EMERGENCY = "emergency"
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


def _deciding(assessment: Item) -> list[Item]:
    """Pick the fired rules of the tier that the urgency comes from."""
    if assessment["urgency_from"] != "red_flag":
        return []
    urgency = assessment["urgency"]
    return [rule for rule in assessment["red_flags"] if rule["urgency"] == urgency]


def _urgency(assessment: Item, labels: Labels) -> str:
    urgency = assessment["urgency"]
    if urgency is None:
        return _section(
            "URGENCY: NOT KNOWN",
            [wrap("Nothing can be concluded. That does not mean that it can wait.")],
        )
    meaning = TIER_MEANINGS.get(urgency, "")
    title = f"URGENCY: {tier_name(urgency).upper()} ({meaning})"
    deciding = _deciding(assessment)
    if not deciding:
        return _section(title, [_asked_by_model(assessment, labels)])
    rule = deciding[0]
    sources = "; ".join(labels.sources(rule["sources"]))
    return _section(
        title,
        [
            wrap(f"Red flag {rule['id']}: {rule['name']}"),
            wrap(labels.because(rule), 4, "because: "),
            wrap(sources, 4, "according to: "),
        ],
    )


def _asked_by_model(assessment: Item, labels: Labels) -> str:
    """Say why the model asks for the urgency, where no fired rule does."""
    fired = (
        "the red flags that fired ask for less"
        if assessment["red_flags"]
        else "no red flag has fired so far"
    )
    # A calm urgency must not be read without what could still overturn it.
    n_open = _n_open(assessment)
    still = f", but {_rules_open(n_open)}" if n_open else ""
    if assessment["urgency"] == "routine":
        return wrap(f"By the model: graver causes are unlikely; {fired}{still}.")
    together = labels.probability_of_tier(
        assessment["differential"], assessment["urgency"]
    )
    return wrap(
        f"By the model: causes that need this or faster care have a probability of"
        f" {whole_percent(together)} together; {fired}{still}."
    )


def _n_open(assessment: Item) -> int:
    return sum(rule["urgency"] == EMERGENCY for rule in assessment["undetermined"])


def _rules_open(n: int) -> str:
    return f"{plural(n, 'emergency rule')} {'is' if n == 1 else 'are'} still open"


def _also_fired(assessment: Item, labels: Labels) -> str:
    shown = _deciding(assessment)[:1]
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
    n_open = _n_open(assessment)
    n_other = len(assessment["undetermined"]) - n_open
    others = f"{plural(n_other, 'rule')} of lower tiers"
    if n_open:
        told = _rules_open(n_open) + (f", and {others}" if n_other else "")
        lines = [
            f"{told}. Ask first (in brackets: how many of the emergency rules each"
            " bears on):"
        ]
    elif n_other:
        are = "is" if n_other == 1 else "are"
        lines = [f"No emergency rule is open; {others} {are} still open."]
    elif assessment["red_flags"]:
        lines = ["Nothing: every other rule is decided by the answers."]
    else:
        lines = ["No red flags: every rule is decided by the answers, and none fired."]
    asked = bullets(f"{labels.full(field)} [{n}]" for field, n in questions.items())
    return _section("STILL OPEN", [*map(wrap, lines), *asked])


def _nothing_to_ask(assessment: Item) -> str:
    """Say that the stop rule holds, where it does."""
    if assessment["next_questions"]:
        return ""
    if assessment["model"] is None:
        told = "No open question could raise the urgency."
    else:
        told = (
            "Nothing more is worth asking: no open question is expected to show an"
            " emergency, or to tell the likely causes apart."
        )
    return _section("ASK NEXT", [wrap(told)])


def _ruled_out_first(assessment: Item, labels: Labels) -> str:
    chances = {
        entry["condition"]: entry["probability"] for entry in assessment["differential"]
    }
    suspects: dict[str, None] = {}
    outside: dict[str, None] = {}
    for rule in assessment["red_flags"]:
        suspects.update(dict.fromkeys(rule["suspects"]))
        if rule["suspects_outside"]:
            outside[rule["suspects_outside"]] = None
    if not suspects and not outside:
        return ""
    lines = []
    for condition in suspects:
        chance = chances.get(condition)
        told = f" (probability {whole_percent(chance)})" if chance is not None else ""
        lines.append(labels.condition(condition) + told)
    lines += [f"{text} (outside the conditions of the model)" for text in outside]
    return _section("TO BE RULED OUT FIRST", bullets(lines))


def _footer(assessment: Item) -> str:
    model = assessment["model"]
    told = (
        f"Model {model['version']} {short_digest(model['digest'])}"
        if model
        else "No model"
    )
    digest = short_digest(assessment["knowledge"]["digest"])
    mix = assessment["case_mix"]
    if mix is not None:
        told += f", for the case mix {printable(mix['name'])}"
    return "\n".join([wrap(f"{told}. Knowledge {digest}.", 0), DISCLAIMER])
