from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.telling.still_open import OPENED
from app.words import condition_name
from pipeline.assess import MODEL_VARIABLE, assess
from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from tests.app.reading import answer, headings, know, page, pieces, urgency

KNOWLEDGE = load_knowledge()
SADDLE = KNOWLEDGE.findings["saddle_numbness"].label
NOTHING_ASKED = ":material/help: Nothing has been asked yet"
EMERGENCY = ":material/warning: Emergency: emergency department now"
SCIATICA = {
    "leg_pain": "present",
    "leg_pain_dominant": "present",
    "pain_below_knee": "present",
    "slr_positive": "present",
    "low_back_pain": "absent",
}


def test_the_page_says_what_it_is(app: AppTest) -> None:
    assert app.title[0].value == "Assess"
    notice = app.caption[0].value
    assert "What you enter stays on this machine" in notice
    assert "Research and teaching software" in notice
    assert "not a medical device" in notice
    assert "diagnos" not in page(app).lower()


def test_without_answers_or_model_nothing_can_be_concluded(
    app_without_model: AppTest,
) -> None:
    assert urgency(app_without_model) == NOTHING_ASKED
    know(app_without_model, fever="absent")
    assert urgency(app_without_model) == ":material/help: Urgency not known"
    assert "Nothing can be concluded" in page(app_without_model)
    assert "only the red flags are shown" in app_without_model.info[0].value
    assert "Most likely" not in headings(app_without_model)
    assert "Why these" not in headings(app_without_model)


def test_without_a_model_the_reason_can_be_read(app_without_model: AppTest) -> None:
    know(app_without_model, fever="absent")
    folded = {item.label: item for item in app_without_model.expander}
    assert "manifest.json" in folded["Why there is no model"].text[0].value


def test_without_answers_nothing_is_said_of_the_urgency(
    app_with_model: AppTest,
) -> None:
    assert urgency(app_with_model) == NOTHING_ASKED
    assert "Begin with the red-flag screen" in page(app_with_model)
    assert ":material/event:" not in page(app_with_model)


def test_with_an_answer_the_model_gives_its_opinion(app_with_model: AppTest) -> None:
    know(app_with_model, fever="absent")
    assert urgency(app_with_model) == (
        ":material/event: Routine so far: an ordinary appointment"
    )
    assert "Nothing can be concluded" not in page(app_with_model)
    assert "This is the model's opinion" in page(app_with_model)
    assert "Most likely" in headings(app_with_model)
    assert not app_with_model.info


def test_nothing_is_cleared_before_it_was_asked(app: AppTest) -> None:
    shown = page(app)
    assert "no red flags" not in shown.lower()
    n = len(KNOWLEDGE.rule_book.rules)
    assert re.search(rf"\*\*({n}|{n - 1}) red-flag rules\*\* are still open", shown)
    n_emergency = sum(rule.tier == "emergency" for rule in KNOWLEDGE.rule_book.rules)
    assert f"**{n_emergency} emergency rules** cannot be decided yet" in shown


def test_saddle_numbness_raises_an_emergency_and_clearing_it_takes_it_back(
    app: AppTest,
) -> None:
    before = page(app)
    answer(app, saddle_numbness="present")
    assert urgency(app) == EMERGENCY
    assert "Go to an emergency department now" in page(app)
    assert f"- **Bladder, bowel or saddle loss**: “{SADDLE}”" in page(app)
    answer(app, saddle_numbness=None)
    assert page(app) == before


def test_who_says_so_can_be_followed_to_the_sources(app: AppTest) -> None:
    answer(app, saddle_numbness="present")
    rule = next(piece for piece in pieces(app) if piece.startswith("<details"))
    assert ":material/warning: Emergency: Bladder, bowel or saddle loss" in page(app)
    assert "Rule RF001. Sources:" in rule
    assert 'href="https://doi.org/10.2519/jospt.2020.9971"' in rule


def test_absent_is_not_unknown(app: AppTest) -> None:
    answer(app, saddle_numbness="absent")
    answered = page(app)
    assert urgency(app) != EMERGENCY
    answer(app, saddle_numbness=None)
    assert page(app) != answered


def test_emergencies_still_open_shrink_with_each_answer(app: AppTest) -> None:
    rule = next(r for r in KNOWLEDGE.rule_book.rules if r.id == "RF041")
    app.session_state[OPENED] = True
    app.run()
    assert rule.name in page(app)
    answer(app, reduced_anal_tone="absent")
    assert rule.name not in page(app)
    assert "18 emergency rules" in page(app)


def test_suspects_inside_and_outside_are_to_be_ruled_out(app: AppTest) -> None:
    assert "To be ruled out" not in headings(app)
    know(app, bilateral_leg_weakness="present")
    assert "To be ruled out" in headings(app)
    result = assess(Case(findings={"bilateral_leg_weakness": "present"}))
    first = [e["condition"] for e in result.differential if e["outranks"]]
    assert set(first) == {
        "acute_limb_ischaemia",
        "cauda_equina_syndrome",
        "spinal_cord_compression",
    }
    names = "; ".join(map(condition_name, first))
    assert (
        f":material/warning: **Emergency**: {names}; "
        "Guillain-Barré syndrome (not among the conditions)"
    ) in page(app)


@pytest.mark.parametrize("answered", ["absent", "present"])
def test_every_answer_at_once_can_be_shown(app: AppTest, answered: str) -> None:
    know(app, age=50, duration_days=100, pain_score=5)
    know(app, **dict.fromkeys(KNOWLEDGE.findings, answered))
    shown = page(app)
    assert "None: every emergency rule is decided" in shown
    assert "still open and could raise it" not in shown
    nothing_fired = answered == "absent"
    assert ("No red flags: every rule is decided" in shown) is nothing_fired
    assert (urgency(app) == EMERGENCY) is not nothing_fired


def test_contradicting_answers_are_warned_of_and_still_used(app: AppTest) -> None:
    assert not app.warning
    know(app, leg_weakness="absent", progressive_weakness="present")
    assert len(app.warning) == 1
    warning = app.warning[0].value
    assert KNOWLEDGE.findings["leg_weakness"].label in warning
    assert "leg_weakness" not in warning
    assert "Weak leg, marked, sudden or getting worse" in page(app)


def test_a_model_shows_probabilities_sets_and_reasons(app_with_model: AppTest) -> None:
    know(app_with_model, **SCIATICA)
    shown = page(app_with_model)
    assert "Lumbar disc herniation" in shown
    assert "**9 in 10 times (99 in 100 if it is an emergency)** the cause is" in shown
    assert "Nerve-root pain (sciatica) **" in shown
    assert "- Speaks for it: " in shown
    assert "**Yes** to “Straight-leg raise brings on the familiar leg pain”" in shown
    assert "**No** to “Low back pain”" in shown


def test_answers_show_what_to_ask_and_what_would_change(app: AppTest) -> None:
    know(app, **SCIATICA)
    assert "Ask next" in headings(app)
    assert "What would change it" in headings(app)
    shown = page(app)
    assert "If present, an emergency" in shown
    assert "- :material/warning: **Emergency** if **Yes** to “" in shown


def test_people_read_words_and_never_ids(app: AppTest) -> None:
    know(app, saddle_numbness="present", **SCIATICA)
    shown = page(app)
    ids = (*KNOWLEDGE.findings, *KNOWLEDGE.profiles)
    assert [key for key in ids if "_" in key and key in shown] == []


def test_a_model_trained_meanwhile_is_used_at_the_next_answer(
    app_without_model: AppTest, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, str(tiny_model))
    know(app_without_model, fever="absent")
    assert "Most likely" in headings(app_without_model)


def unfitting_page() -> None:
    """A page of its own: AppTest runs the source of this function."""
    from dataclasses import replace

    from app.telling.differential import warn_of_none_of_these
    from pipeline.assess import assess
    from pipeline.cases import Case

    result = assess(Case())
    unfitting = replace(result.opinion, fits_none=True, misfit=1.0)
    warn_of_none_of_these(replace(result, opinion=unfitting))


def test_answers_that_fit_no_condition_are_warned_of(
    tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, str(tiny_model))
    shown = AppTest.from_function(unfitting_page, default_timeout=60).run()
    assert not shown.exception
    assert "fit none of the 28 conditions well" in shown.warning[0].value
