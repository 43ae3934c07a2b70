from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import Figure
from pipeline.knowledge.showing import jeffreys_interval
from pipeline.report.book.condition import (
    FEW_PUBLISHED,
    condition_values,
    published_count,
)
from pipeline.report.book.findings import (
    finding_groups,
    pooled_share,
    usual_findings,
    usual_rates,
)
from pipeline.report.book.neighbours import N_NEIGHBOURS, neighbours
from pipeline.report.book.numbers import in_conflict
from tests.report.book.reading import BookPage
from tests.report.book.sample import replayed_sample
from tests.small_world import small_knowledge


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return small_knowledge(tmp_path_factory.mktemp("world") / "knowledge")


def figure(value: float, n: float = 100, source: str = "a") -> Figure:
    return Figure(value=value, n=n, source=source)


def test_what_anybody_has_follows_the_age_and_the_sexes(small: Knowledge) -> None:
    # Mean age 38, half of them women: the band from 30 to 44.
    profile = small.profiles["bad_disease"]
    rates = usual_rates(small, profile)
    assert rates["reflex_lost"] == pytest.approx(0.03)
    assert rates["leg_ache"] == pytest.approx(0.5 * 0.1 + 0.5 * 0.1)
    assert rates["pregnant"] == pytest.approx(0.5 * 0.2 + 0.5 * 0.0)
    assert rates["tender"] == pytest.approx(0.25)
    young = profile.model_copy(
        update={"age": (profile.age[0].model_copy(update={"mean": 20}),)}
    )
    assert usual_rates(small, young)["pregnant"] == pytest.approx(0.5 * 0.1)


def test_every_finding_is_charted_or_left_to_the_background(small: Knowledge) -> None:
    for profile in small.profiles.values():
        charted = [row.id for g in finding_groups(small, profile) for row in g.rows]
        assert charted == [key for key in small.finding_ids if key in profile.findings]
        assert len(charted) + len(usual_findings(small, profile)) == len(small.findings)


def test_a_row_shows_the_pooled_share_above_its_figures(small: Knowledge) -> None:
    profile = small.profiles["bad_disease"]
    (group,) = finding_groups(small, profile)
    fever = next(row for row in group.rows if row.id == "fever")
    figures = profile.findings["fever"]
    share = pooled_share(figures)
    assert share.mean == pytest.approx((0.48 * 80 + 0.7 * 20) / 100)
    assert fever.value == f"{share.mean:.0%}"
    assert not fever.is_judged
    assert f'<svg x="{100 * share.mean:.2f}%" y="14"' in fever.picture
    for i, one in enumerate(figures, start=1):
        low, high = jeffreys_interval(one.value, one.n)
        y = 14 + 12 * i
        lane = f'<line x1="{100 * low:.2f}%" x2="{100 * high:.2f}%" y1="{y}" y2="{y}"/>'
        assert lane in fever.picture
    assert '<g class="mark emergency figure">' in fever.picture
    assert '<g class="mark general_population hollow figure">' in fever.picture
    assert "A study." in fever.picture


def test_a_lone_judgement_is_one_hollow_mark(small: Knowledge) -> None:
    (group,) = finding_groups(small, small.profiles["joint_wear"])
    tender = next(row for row in group.rows if row.id == "tender")
    assert tender.is_judged
    assert not tender.conflicts
    assert tender.picture.count('class="mark') == 1
    assert 'class="mark pooled hollow"' in tender.picture


def test_figures_conflict_when_two_intervals_lie_apart() -> None:
    assert in_conflict([figure(0.2), figure(0.5)])
    assert not in_conflict([figure(0.2), figure(0.25)])
    assert not in_conflict([figure(0.2, n=4), figure(0.5, n=4)])


def test_a_conflict_is_marked_with_a_word(book: dict[str, str]) -> None:
    page = book["condition-disc_herniation.html"]
    row = page.split('id="finding-slr_positive"')[1].split("</li>")[0]
    assert "figures conflict" in row
    calm = page.split('id="finding-urinary_retention"')[1].split("</li>")[0]
    assert "figures conflict" not in calm


def test_a_page_says_all_that_the_profile_says(
    book: dict[str, str], knowledge: Knowledge
) -> None:
    for key, profile in knowledge.profiles.items():
        page = BookPage(book[f"condition-{key}.html"])
        for text in (profile.mechanism, profile.course):
            assert " ".join(text.split()) in page.text, key
        for step in profile.next_steps:
            assert step[1:] in page.text, key
        for rule in knowledge.rule_book.rules:
            linked = f"red-flag-{rule.id}.html" in page.links
            assert linked == (key in rule.suspects), (key, rule.id)
        for setting in knowledge.settings.care_settings.values():
            assert setting.label in page.text
        named = knowledge.sources
        for document in profile.documents:
            assert " ".join(named[document].citation.split()) in page.text


def test_every_number_stands_in_a_table_with_its_source(
    book: dict[str, str], knowledge: Knowledge
) -> None:
    for key, profile in knowledge.profiles.items():
        page = BookPage(book[f"condition-{key}.html"])
        figures = [f for figures in profile.findings.values() for f in figures]
        cited = {f"sources.html#source-{f.source}" for f in figures if f.is_published}
        assert cited <= set(page.links), key
        lines = book[f"condition-{key}.html"].count('<td class="value">')
        context = len(profile.age) + len(profile.duration) + 2 + bool(profile.roots)
        assert lines == len(figures) + context + len(knowledge.settings.case_mix), key


def few_published(knowledge: Knowledge, *lines: str) -> Knowledge:
    """The small world, where a condition was looked into in vain."""
    profile = knowledge.profiles["joint_wear"].model_copy(update={"looked_for": lines})
    return replace(knowledge, profiles=knowledge.profiles | {"joint_wear": profile})


def test_what_was_looked_for_in_vain_is_told_where_little_is_published(
    small: Knowledge,
) -> None:
    told = few_published(small, "share with tenderness: not found in study_1999")
    values = condition_values(told, "joint_wear", [], [])
    assert published_count(told.profiles["joint_wear"]) < FEW_PUBLISHED
    (line,) = values["looked_for"]
    assert "share with tenderness: not found in " in line
    assert 'href="sources.html#source-study_1999"' in line
    assert condition_values(small, "joint_wear", [], [])["looked_for"] == []


def test_a_well_documented_condition_needs_no_such_list(knowledge: Knowledge) -> None:
    key = max(
        knowledge.profiles, key=lambda key: published_count(knowledge.profiles[key])
    )
    profile = knowledge.profiles[key].model_copy(update={"looked_for": ("a line",)})
    told = replace(knowledge, profiles=knowledge.profiles | {key: profile})
    assert condition_values(told, key, [], [])["looked_for"] == []


def test_studies_are_listed_with_the_conditions_of_their_patients(
    knowledge: Knowledge,
) -> None:
    sample = replayed_sample()
    for key, expected in (("disc_herniation", 1), ("muscle_strain", 0)):
        values = condition_values(knowledge, key, [], [sample])
        assert len(values["studies"]) == expected


def test_neighbours_are_told_apart_by_what_differs_most(small: Knowledge) -> None:
    found = neighbours(small)
    assert set(found) == set(small.condition_ids)
    for key, alike in found.items():
        assert len(alike) == min(N_NEIGHBOURS, len(small.condition_ids) - 1)
        assert f"condition-{key}.html" not in [other.href for other in alike]
    wear = next(
        other
        for other in found["bad_disease"]
        if other.href == "condition-joint_wear.html"
    )
    fever = next(d for d in wear.differences if d.label == "Fever")
    assert (fever.here, fever.there) == ("52%", "1%")


def test_a_condition_is_no_nearer_than_its_twin(small: Knowledge) -> None:
    twin = small.profiles["bad_disease"].model_copy(update={"id": "twin"})
    world = replace(small, profiles=small.profiles | {"twin": twin})
    assert neighbours(world)["bad_disease"][0].href == "condition-twin.html"
