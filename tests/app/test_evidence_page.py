"""The profile book within the app, read without a browser."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.telling.book_search import matches
from pipeline.knowledge import load_knowledge
from tests.app.conftest import LONGEST_SECONDS


def script() -> None:
    from app.views import evidence

    evidence.show()


def opened(**address: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=LONGEST_SECONDS)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def body(app: AppTest) -> str:
    """The page of the book that is shown."""
    assert not app.exception
    (page,) = app.get("bidi_component")
    data: dict[str, Any] = json.loads(page.proto.mixed.json or page.proto.json)
    return str(data["body"])


def part(app: AppTest, name: str) -> AppTest:
    return app.button_group(key="book_part").set_value(name).run()


def test_a_condition_is_shown_with_its_figures_and_their_sources() -> None:
    shown = body(opened())
    assert "Lumbar disc herniation" in shown
    assert "What to do next" in shown
    assert "figures conflict" in shown
    assert "published" in shown
    assert "judged" in shown
    assert 'href="sources.html#' in shown


def test_another_condition_is_chosen_by_its_name() -> None:
    app = opened()
    app.selectbox(key="book_condition").set_value("cauda_equina_syndrome").run()
    assert "<h1>Cauda equina syndrome" in body(app)
    assert app.query_params["read"] == "condition-cauda_equina_syndrome"


def test_no_id_stands_in_what_can_be_chosen() -> None:
    for name in ("condition", "finding", "red-flag", "study"):
        app = opened(read=name)
        options = app.selectbox(key=f"book_{name}").options
        assert len(options) > 20
        assert not any("_" in option for option in options)


def test_a_finding_is_compared_across_conditions() -> None:
    shown = body(opened(read="finding-fever"))
    assert shown.count('class="row"') > 5
    assert "condition-spinal_infection.html#finding-fever" in shown


def test_red_flags_are_found_by_any_of_their_words() -> None:
    app = opened(read="red-flag")
    assert body(app).count('href="red-flag-') == len(load_knowledge().rule_book.rules)
    app.text_input(key="book_words_red-flag").set_value("Bladder leaking").run()
    assert "red-flag-RF001.html" in body(app)
    assert 0 < body(app).count('href="red-flag-') < 10


def test_nothing_found_is_said_in_words() -> None:
    app = opened(read="red-flag")
    app.text_input(key="book_words_red-flag").set_value("zzz").run()
    assert not app.get("bidi_component")
    assert "No red flag has these words." in [item.value for item in app.caption]


def test_a_red_flag_shows_why_when_and_what_to_do() -> None:
    shown = body(opened(read="red-flag-RF001"))
    for heading in ("What to do", "Why it matters", "When it fires", "Sources"):
        assert heading in shown
    assert "https://doi.org/" in shown


def test_a_study_is_replayed_when_it_is_opened() -> None:
    app = opened(read="study-suri_2010_konno")
    shown = body(app)
    assert "Published and generated" in shown
    assert "Generated" in shown
    app.selectbox(key="book_study").set_value(None).run()
    assert "1 of 151 studies" in body(app).replace("\n", " ")
    assert [button.key for button in app.button] == ["replay_all"]


def test_the_studies_of_a_search_are_replayed_together() -> None:
    app = opened(read="study")
    app.text_input(key="book_words_study").set_value("konno").run()
    listed = body(app).count('href="study-')
    assert 0 < listed < 6
    app.button(key="replay_all").click().run()
    assert "Totals" in body(app)
    assert not app.button


def test_sources_are_shown_some_at_a_time_and_found_by_author() -> None:
    app = opened(read="source")
    assert body(app).count('<article class="source"') == 60
    app.text_input(key="book_words_source").set_value("konno 2007").run()
    assert 0 < body(app).count('<article class="source"') < 10


def test_what_was_read_last_is_still_open_in_its_part() -> None:
    app = opened(read="red-flag-RF001")
    part(app, "finding")
    assert "Straight-leg raise" in body(app)
    part(app, "red-flag")
    assert "Bladder, bowel or saddle loss" in body(app)


@pytest.mark.parametrize("read", ["condition-nothing", "x", "study-../secret"])
def test_an_address_that_leads_nowhere_opens_the_first_page(read: str) -> None:
    assert "Lumbar disc herniation" in body(opened(read=read))


def test_a_search_needs_all_words_in_any_order() -> None:
    assert matches("LEG raise", "Straight leg raise")
    assert not matches("arm raise", "Straight leg raise")
