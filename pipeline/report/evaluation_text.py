"""An evaluation as plain text for the terminal, and as Markdown for a job summary."""

from __future__ import annotations

from typing import Any

from pipeline.report.circularity_tables import (
    ceilings_table,
    circularity_table,
    disjoint_sentence,
    drop_sentence,
    worlds_table,
)
from pipeline.report.depth_sections import Section, depth_sections
from pipeline.report.evaluation_tables import (
    calibration_table,
    candidates_table,
    condition_table,
    headline_table,
    knowledge_table,
    regret,
    sets_table,
    setting_table,
)
from pipeline.report.published_tables import (
    cases_table,
    condition_names,
    confusion_table,
    published_table,
    under_calls_table,
)
from pipeline.report.table import Table, escape_markdown, markdown_table, text_table
from pipeline.report.words import (
    DISCLAIMER,
    count,
    printable,
    share,
    short_digest,
    wrap,
)

Item = dict[str, Any]


def render_evaluation(evaluation: Item) -> str:
    """Render an evaluation for the terminal, the model beside the exact posterior.

    Parameters
    ----------
    evaluation : dict
        As the evaluation stage writes it.

    Returns
    -------
    str
        Ends with a line break. Every under-called published case is named.
    """
    published = evaluation["published"]
    carried = [
        text_table(circularity_table(evaluation)),
        wrap(drop_sentence(evaluation), 0),
        wrap(disjoint_sentence(evaluation), 0),
    ]
    tables = [
        worlds_table(evaluation),
        ceilings_table(evaluation),
        published_table(published),
        confusion_table(published),
        under_calls_table(published, condition_names(evaluation)),
        setting_table(evaluation),
        condition_table(evaluation),
        sets_table(evaluation),
        candidates_table(evaluation),
        calibration_table(evaluation),
        knowledge_table(evaluation),
    ]
    sections = [_as_text(section) for section in depth_sections(evaluation)]
    footer = "\n".join([wrap(_origin(evaluation), 0), DISCLAIMER])
    headline = text_table(headline_table(evaluation))
    parts = [headline, *carried, *map(text_table, tables), *sections, footer]
    return "\n\n".join(parts) + "\n"


def render_summary(evaluation: Item) -> str:
    """Render an evaluation as GitHub-flavoured Markdown.

    Parameters
    ----------
    evaluation : dict
        As the evaluation stage writes it.

    Returns
    -------
    str
        Headline figures, how far they carry, and under-calls in the open; long tables
        folded away.
    """
    published = evaluation["published"]
    names = condition_names(evaluation)
    parts = [
        "## Lasègue: evaluation",
        _in_short(evaluation),
        markdown_table(headline_table(evaluation)),
        markdown_table(circularity_table(evaluation)),
        f"**{escape_markdown(drop_sentence(evaluation))}**",
        escape_markdown(disjoint_sentence(evaluation)),
        markdown_table(ceilings_table(evaluation)),
        markdown_table(published_table(published)),
        markdown_table(under_calls_table(published, names)),
        markdown_table(confusion_table(published)),
        _folded("Regret across worlds", worlds_table(evaluation)),
        _folded(
            "By care setting and condition",
            setting_table(evaluation),
            condition_table(evaluation),
        ),
        *(
            _folded(section.title, *section.tables)
            for section in depth_sections(evaluation)
        ),
        _folded("Every published case", cases_table(published, names)),
        _folded(
            "Prediction sets, candidates, calibration, knowledge",
            sets_table(evaluation),
            candidates_table(evaluation),
            calibration_table(evaluation),
            knowledge_table(evaluation),
        ),
        escape_markdown(_origin(evaluation)),
        f"*{DISCLAIMER}*",
    ]
    return "\n\n".join(parts) + "\n"


def _as_text(section: Section) -> str:
    """Give a section without its figures, whose numbers stand in its tables."""
    told = [wrap(section.sentence, 0)] if section.sentence else []
    return "\n\n".join([*map(text_table, section.tables), *told])


def _in_short(evaluation: Item) -> str:
    published = evaluation["published"]
    told = (
        f"**{share(evaluation['top1'])}** of {count(evaluation['n_cases'])} synthetic"
        f" cases ranked right (ceiling {share(evaluation['posterior_top1'])}),"
        f" regret **{regret(evaluation)}** nats"
    )
    if published["n_cases"]:
        told += (
            f"; **{share(published['top1'])}** of {count(published['n_cases'])}"
            f" published cases, **{count(len(published['under_calls']))}** under-called"
        )
    return told + "."


def _folded(title: str, *tables: Table) -> str:
    """Fold tables away; the blank lines make Markdown inside be read as such."""
    summary = f"<details><summary>{title}</summary>"
    return "\n\n".join([summary, *map(markdown_table, tables), "</details>"])


def _origin(evaluation: Item) -> str:
    model, knowledge = evaluation["model"], evaluation["knowledge"]
    seeds = ", ".join(f"{name} {seed}" for name, seed in evaluation["seeds"].items())
    return printable(
        f"Model {model['version']} {short_digest(model['digest'])}."
        f" Knowledge {short_digest(knowledge['digest'])}. Seeds: {seeds}."
    )
