from __future__ import annotations

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.hazard_schema import HazardLog
from pipeline.report.trace.links import Links, theorem_anchor


@pytest.fixture(scope="module")
def links(knowledge: Knowledge, log: HazardLog) -> Links:
    return Links(knowledge, log)


def test_ids_and_sources_in_a_text_become_links(links: Links) -> None:
    shown = links.linked("See RF001, HZ02 & DF03 (bach_1990), not RF999 or abc_1990.")
    assert 'href="#RF001" title="Bladder, bowel or saddle loss">RF001</a>' in shown
    assert 'href="#HZ02"' in shown
    assert 'href="#DF03"' in shown
    assert '(<cite><a href="#source-bach_1990"' in shown
    assert ">Bach 1990</a></cite>)" in shown
    assert shown.count("<a ") == 4
    assert shown.endswith(", not RF999 or abc_1990.")
    assert " &amp; " in shown


def test_a_text_without_links_is_escaped(links: Links) -> None:
    assert links.linked("a <b>\n c") == "a &lt;b&gt; c"


def test_all_that_is_named_is_cited(links: Links, knowledge: Knowledge) -> None:
    cited = links.cited()
    assert cited == sorted(set(cited))
    assert set(cited) <= set(knowledge.sources) - {"expert_estimate"}
    # By a rule, by the log, by a text of the log, and as a document.
    for key in ("girft_2023_a", "iso_14971", "verhagen_2016", "seed_004"):
        assert key in cited


@pytest.mark.parametrize(
    ("name", "anchor"),
    [("DF01.0", "theorem-DF01.0"), ("a b/c", "theorem-a-b-c")],
)
def test_a_place_has_no_spaces(name: str, anchor: str) -> None:
    assert theorem_anchor(name) == anchor
