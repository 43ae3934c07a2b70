from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from scipy.stats import beta

from pipeline.errors import ProfileError
from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import Figure
from pipeline.knowledge.showing import (
    WIDTH,
    jeffreys_interval,
    percent,
    render_profile,
)


@pytest.fixture(scope="module")
def pages(knowledge: Knowledge) -> dict[str, str]:
    return {key: render_profile(knowledge, key) for key in knowledge.profiles}


def one_line(page: str) -> str:
    """The page with its line breaks undone."""
    return re.sub(r"\s+", " ", page)


def test_every_profile_fits_a_terminal(pages: dict[str, str]) -> None:
    too_long = [
        line
        for page in pages.values()
        for line in page.splitlines()
        if len(line) > WIDTH
    ]
    assert too_long == []


def test_every_profile_shows_all_its_words(
    knowledge: Knowledge, pages: dict[str, str]
) -> None:
    for key, profile in knowledge.profiles.items():
        page = one_line(pages[key])
        texts = [profile.name, *profile.icd10, profile.mechanism, profile.course]
        texts += [*profile.next_steps, *profile.notes, *profile.documents]
        missing = [text for text in texts if one_line(text).strip() not in page]
        assert missing == [], key


def test_every_figure_is_shown_with_value_weight_and_reason(
    knowledge: Knowledge, pages: dict[str, str]
) -> None:
    for key, profile in knowledge.profiles.items():
        page = one_line(pages[key])
        for finding, figures in profile.findings.items():
            assert f"{knowledge.findings[finding].label} [{finding}]" in page
            place = page.index(f"[{finding}]")
            for figure in figures:
                place = page.index(f" {percent(figure.value)} (", place) + 1
                after = page[place:].partition(") ")[2]
                assert after.startswith(f"n {figure.n:g} ")
                for text in (figure.why, figure.note):
                    assert text is None or one_line(text) in after


def test_findings_stand_in_their_groups_in_the_order_of_the_vocabulary(
    knowledge: Knowledge, pages: dict[str, str]
) -> None:
    page = pages["disc_herniation"]
    titles = [
        f"Findings: {group.replace('_', ' ')}" for group in knowledge.vocabulary.groups
    ]
    shown = [line for line in page.splitlines() if line.startswith("Findings: ")]
    assert shown == [title for title in titles if title in shown]
    ids = re.findall(r"\[([a-z_]+)\]$", page, flags=re.MULTILINE)
    ids = [key for key in ids if key in knowledge.findings]
    assert ids == [
        key
        for key in knowledge.finding_ids
        if key in knowledge.profiles["disc_herniation"].findings
    ]


def test_conflicting_figures_are_shown_one_by_one(pages: dict[str, str]) -> None:
    page = one_line(pages["disc_herniation"])
    start = page.index("[slr_positive]")
    part = page[start : page.index("[crossed_slr_positive]")]
    assert "10 figures that conflict; pooled by their weight 50%" in part
    assert "36% (33% to 39%) n 1305 spine clinic capra_2011" in part
    assert "92% (88% to 95%) n 190 surgical series van_2010" in part


def test_judged_recalled_and_derived_numbers_are_marked(pages: dict[str, str]) -> None:
    page = one_line(pages["disc_herniation"])
    assert "n 20 [judged] 44% of primary-care leg pain" in page
    assert "68% (46% to 85%) n 20 spine clinic lauder_2000 [recalled]" in page
    assert "n 488 surgical series gadjradj_2022 [derived] levels L3-4" in page


def test_a_published_number_carries_no_mark(pages: dict[str, str]) -> None:
    lines = pages["disc_herniation"].splitlines()
    (line,) = [
        line for line in lines if "hasvik_2022" in line and "(58% to 82%)" in line
    ]
    assert "[" not in line


def test_age_duration_pain_and_roots_are_shown(pages: dict[str, str]) -> None:
    page = one_line(pages["disc_herniation"])
    assert "age mean 46.7, sd 11.1 years (in 25% of cases)" in page
    assert "duration median 50 days, spread by a factor of 3.5" in page
    assert "worst pain mean 6.9 of 10, sd 2.2" in page
    assert "nerve root L3/L4 6%, L5 43%, S1 51%" in page
    assert (
        "nerve root" not in one_line(pages["muscle_strain"]).split("Who, and")[1][:400]
    )


def test_the_share_in_each_care_setting_is_shown(
    knowledge: Knowledge, pages: dict[str, str]
) -> None:
    page = one_line(pages["cauda_equina_syndrome"])
    for setting, entry in knowledge.settings.care_settings.items():
        share = knowledge.settings.case_mix[setting]["cauda_equina_syndrome"]
        assert f"{entry.label} {percent(share.value)} (" in page


def test_every_source_that_a_page_names_is_cited_at_its_end(
    knowledge: Knowledge, pages: dict[str, str]
) -> None:
    for key, page in pages.items():
        body, _, sources = page.partition("\nSources\n")
        cited = set(re.findall(r"^  ([a-z0-9_]+):", sources, flags=re.MULTILINE))
        named = set(re.findall(r"\w+", body)) & set(knowledge.sources)
        assert named - cited == set(), key
        for source in cited:
            assert one_line(knowledge.sources[source].citation) in one_line(sources)


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("pirformis", "Did you mean 'piriformis_syndrome'?"),
        ("facet cyst", "Did you mean 'facet_cyst'?"),
        ("", "Known ids: acute_limb_ischaemia, "),
    ],
)
def test_an_unknown_condition_names_the_nearest(
    knowledge: Knowledge, asked: str, hint: str
) -> None:
    with pytest.raises(ProfileError) as caught:
        render_profile(knowledge, asked)
    (fault,) = caught.value.faults
    assert fault.got == repr(asked)
    assert fault.to_do.startswith(hint)


@pytest.mark.parametrize("n", [5, 30, 2352])
@pytest.mark.parametrize("value", [0.004, 0.36, 0.5, 0.97])
def test_the_interval_is_the_jeffreys_one(value: float, n: float) -> None:
    expected = beta(value * n + 0.5, (1 - value) * n + 0.5).ppf([0.025, 0.975])
    assert jeffreys_interval(value, n) == pytest.approx(tuple(expected), abs=1e-9)


def test_the_interval_reaches_the_edge_when_none_or_all_have_it() -> None:
    assert jeffreys_interval(0.0, 20)[0] == 0.0
    assert jeffreys_interval(1.0, 20)[1] == 1.0
    assert 0.0 < jeffreys_interval(0.0, 20)[1] < 0.2


def test_the_interval_narrows_with_evidence_and_with_a_lower_level() -> None:
    wide, narrow = jeffreys_interval(0.3, 20), jeffreys_interval(0.3, 200)
    assert wide[0] < narrow[0] < 0.3 < narrow[1] < wide[1]
    half = jeffreys_interval(0.3, 20, level=0.5)
    assert wide[0] < half[0] < half[1] < wide[1]


def test_a_percentage_never_shows_a_rare_thing_as_never() -> None:
    assert [
        percent(x) for x in (0.0, 1e-6, 4e-4, 0.0068, 0.0099, 0.01, 0.655, 1.0)
    ] == [
        "0%",
        "<0.01%",
        "0.04%",
        "0.68%",
        "0.99%",
        "1%",
        "66%",
        "100%",
    ]


def test_figures_that_agree_are_not_called_conflicting(knowledge: Knowledge) -> None:
    profile = knowledge.profiles["piriformis_syndrome"]
    agree = Figure(value=0.5, n=20, source="seed_003")
    finding = next(iter(profile.findings))
    findings = {**profile.findings, finding: (agree, agree)}
    changed = profile.model_copy(update={"findings": findings})
    profiles = {**knowledge.profiles, profile.id: changed}
    page = render_profile(replace(knowledge, profiles=profiles), profile.id)
    assert "2 figures; pooled by their weight 50%" in page


def test_importing_the_package_does_not_import_the_pages() -> None:
    code = (
        "import sys, pipeline.knowledge; "
        "print('pipeline.knowledge.showing' in sys.modules)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "False"


def test_a_profile_without_notes_has_no_empty_section(knowledge: Knowledge) -> None:
    changed = knowledge.profiles["facet_cyst"].model_copy(update={"notes": ()})
    profiles = {**knowledge.profiles, "facet_cyst": changed}
    page = render_profile(replace(knowledge, profiles=profiles), "facet_cyst")
    assert "Notes" not in page.splitlines()
    assert "Next steps" in page.splitlines()
