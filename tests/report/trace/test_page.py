from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.hazard_schema import HazardLog
from pipeline.report.trace.evidence import Evidence, Theorem
from pipeline.report.trace.page import render_trace
from tests.report.book.reading import BookPage
from tests.report.book.sample import HOSTILE
from tests.report.book.test_site import READ_BY, contrast


@pytest.fixture(scope="module", params=["plain", "full"])
def html(request: pytest.FixtureRequest) -> str:
    text: str = request.getfixturevalue(request.param)
    return text


@pytest.fixture(scope="module")
def page(html: str) -> BookPage:
    return BookPage(html)


def card(html: str, anchor: str) -> str:
    """The words of one card."""
    found = re.search(rf'<article class="card" id="{anchor}".*?</article>', html, re.S)
    assert found is not None
    return BookPage(found.group()).text


def test_everything_has_its_place(
    page: BookPage, knowledge: Knowledge, log: HazardLog
) -> None:
    ids = {rule.id for rule in knowledge.rule_book.rules}
    ids |= {hazard.id for hazard in log.hazards}
    ids |= {flag.id for flag in log.documented}
    assert ids <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_every_link_within_the_page_leads_somewhere(page: BookPage) -> None:
    within = {link for link in page.links if not urlsplit(link).scheme}
    assert len(within) > 200
    assert {link for link in within if link.removeprefix("#") not in page.ids} == set()


def test_every_mention_of_an_id_is_a_link(html: str) -> None:
    body = html.partition("<main")[2]
    # Out go links, the places themselves, titles of links, and the file's own text.
    rest = re.sub(r"<a [^>]*>.*?</a>", "", body, flags=re.S)
    rest = re.sub(r'<(?:code|span class="id"|td class="id[^"]*")>.*?<', "<", rest)
    rest = re.sub(r"<[^>]*>", " ", rest)
    assert re.findall(r".{20}\b(?:HZ\d\d|RF\d{3})\b.{20}", rest) == []


def test_every_source_of_a_rule_leads_to_where_it_is_read(
    page: BookPage, knowledge: Knowledge
) -> None:
    for rule in knowledge.rule_book.rules:
        for key in rule.sources:
            assert f"source-{key}" in page.ids
            assert f"#source-{key}" in page.links


def test_it_loads_nothing(html: str, page: BookPage) -> None:
    assert page.loads == ["data:,"]
    unwanted = {"script", "iframe", "object", "embed", "base", "form", "img"}
    assert not unwanted & set(page.tags)
    assert not re.search(r"url\(|@import", html)


def test_links_out_lead_to_where_sources_are_read(
    page: BookPage, knowledge: Knowledge
) -> None:
    own = {source.url for source in knowledge.sources.values()}
    for link in page.links:
        parts = urlsplit(link)
        if parts.scheme:
            assert parts.scheme in {"https", "http"}
            assert parts.netloc in READ_BY or link in own


def test_it_is_well_formed_and_can_be_read_aloud(page: BookPage) -> None:
    assert page.open == []
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(page.headings))
    assert page.uncaptioned_tables == 0


def test_our_words_never_claim_to_name_the_condition(page: BookPage) -> None:
    assert re.search(r".{30}diagnos.{30}", page.own_text, re.IGNORECASE) is None


def test_it_says_what_this_is(page: BookPage) -> None:
    assert "Research and teaching software, not a medical device." in page.text
    assert "no clinical safety officer has signed this log" in page.text


def test_the_counts_stand_at_the_top(
    full: str, knowledge: Knowledge, log: HazardLog
) -> None:
    tiles = BookPage(full.partition('<ul class="tiles">')[2].partition("</ul>")[0])
    rules = knowledge.rule_book.rules
    n_canaries = sum(len(r.must_fire) + len(r.must_not_fire) for r in rules)
    for words in (
        f"Hazards {len(log.hazards)} ",
        f"Rules {len(rules)} ",
        f"Canaries {n_canaries} ",
        f"Documented flags {len(log.documented)} ",
        "Theorems 4 2 hold",
    ):
        assert words in tiles.text


def test_a_card_says_all_that_holds_a_rule(full: str) -> None:
    text = card(full, "RF001")
    for words in (
        "Emergency emergency department now",
        "HZ01 Cauda equina compression missed or seen late",
        "Any of these: New: cannot pass urine",
        "Suspects Cauda equina syndrome",
        "DF01 , DF02 , DF03",
        "6 cases must fire urinary retention urinary incontinence",
        "saddle numbness; not: low back pain, leg pain",
        "urinary incontinence; 400 days of pain; not: sudden onset",
        "3 near misses must not",
        "1 test of every rule 1 test that names this one tests/test_assess.py::test_a",
        "DF01.0 DF01 fires RF001 . 2 theorems about every rule",
        "17 of 18, and 2 the same as the rule",
        "asked: 1.2% of patients; 45 alarms for one patient who has what it suspects",
        "ticked: 25.0% of patients",
    ):
        assert words in text


def test_what_is_not_known_is_said_to_be_not_known(plain: str) -> None:
    text = card(plain, "RF001")
    assert "Tests Not known for this page." in text
    assert "Proof Not run for this page." in text
    assert "Mutants" not in text
    assert "How often it fires" not in text
    assert "The proofs were not run for this page." in BookPage(plain).text


def test_a_theorem_that_does_not_hold_stands_out(full: str) -> None:
    for verdict in ("does-not-hold", "not-tried", "holds"):
        assert f'<td class="verdict {verdict}">' in full
    assert "<td>solver: 1 claim</td>" in full
    assert 'id="theorem-urgency-is-a-maximum"' in full


def test_a_rule_stands_with_every_hazard_that_it_controls(
    full: str, log: HazardLog
) -> None:
    table = full.partition('<table class="trace">')[2].partition("</table>")[0]
    for hazard in log.hazards:
        found = re.search(rf'href="#{hazard.id}".*?</tbody>', table, re.S)
        assert (found is not None) == bool(hazard.controls)
        if found is not None:
            named = re.findall(r'<td class="rule"><a href="#(RF\d{3})', found.group())
            assert named == [control.rule for control in hazard.controls]


def test_the_level_of_every_hazard_is_that_of_the_matrix(
    plain: str, log: HazardLog
) -> None:
    table = plain.partition('<table class="register">')[2].partition("</table>")[0]
    levels = [int(n) for n in re.findall(r'<span class="level of-(\d)', table)]
    expected = [(log.risk_before(h), log.risk_after(h)) for h in log.hazards]
    assert list(zip(levels[::2], levels[1::2], strict=True)) == expected


def test_every_hazard_stands_once_in_the_matrix_at_what_is_left(
    plain: str, log: HazardLog
) -> None:
    table = plain.partition('<table class="risk">')[2].partition("</table>")[0]
    placed = {
        key: int(level)
        for level, cell in re.findall(r'<td class="of-(\d)">(.*?)</td>', table, re.S)
        for key in re.findall(r">(HZ\d\d)<", cell)
    }
    assert placed == {hazard.id: log.risk_after(hazard) for hazard in log.hazards}
    assert len(re.findall(r">HZ\d\d<", table)) == len(log.hazards)


def test_a_documented_flag_is_answered_or_explained(plain: str, log: HazardLog) -> None:
    for flag in log.documented:
        found = re.search(rf'<tr id="{flag.id}">.*?</tr>', plain, re.S)
        assert found is not None
        text = BookPage(found.group()).text
        assert flag.says in text
        assert ("No rule." in text) == (not flag.claims)
        for claim in flag.claims:
            for rule in claim.rules:
                assert f'href="#{rule}"' in found.group()


def test_hostile_text_stands_for_itself(knowledge: Knowledge, log: HazardLog) -> None:
    first = log.hazards[0].model_copy(update={"residual": HOSTILE, "name": HOSTILE})
    changed = log.model_copy(update={"hazards": (first, *log.hazards[1:])})
    evidence = Evidence(theorems=[Theorem(HOSTILE, HOSTILE, rules=("RF001",))])
    html = render_trace(knowledge, changed, evidence)
    assert "<script" not in html
    assert "\x1b" not in html
    assert HOSTILE.replace("\x1b", "�") in BookPage(html).text
    page = BookPage(html)
    lost = {link[1:] for link in page.links if link.startswith("#")} - set(page.ids)
    assert lost == set()


CODE = """
from hashlib import sha256
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.hazards import load_hazards
from pipeline.report.trace.page import render_trace
page = render_trace(load_knowledge(), load_hazards())
print(sha256(page.encode()).hexdigest())
"""


def test_another_process_gives_the_same_bytes(plain: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "7"},
    )
    assert done.stdout.strip() == sha256(plain.encode()).hexdigest()


def test_another_knowledge_shows_in_the_footer(
    plain: str, knowledge: Knowledge, log: HazardLog
) -> None:
    other = replace(knowledge, evidence_map={})
    assert other.digest[:12] in render_trace(other, log)
    assert other.digest[:12] not in plain


def test_levels_can_be_read(plain: str) -> None:
    badges = re.findall(r"\.level\.of-(\d) \{ background: (#\w+); color: (#\w+)", plain)
    assert [level for level, _, _ in badges] == list("12345")
    for _, ground, ink in badges:
        assert contrast(ground, ink) >= 4.5
    cells = re.findall(r"\.risk td\.of-\d \{ background: (#\w+)", plain)
    assert len(cells) == 5
    for ground in cells:
        assert contrast(ground, "#17568f") >= 4.5  # its links


def test_the_matrix_tells_how_many_mutants_were_caught_of_how_many(full: str) -> None:
    told = re.findall(r'data-name="mutants caught">([^<]*)<', full)
    assert "17 of 18" in told
    assert "1,792 of 1,793" in told
