"""The three papers as Markdown.

The model card has a template of its own and not that of skops: skops documents one
scikit-learn estimator from its parameters and plots, and has no place for the rule
layer above it, for a ceiling beside a figure, or for cases that went wrong.

References
----------
.. [1] M. Mitchell et al., Model Cards for Model Reporting, FAT* 2019,
   doi:10.1145/3287560.3287596.
.. [2] G. S. Collins et al., TRIPOD+AI statement, BMJ 2024;385:e078378,
   doi:10.1136/bmj-2023-078378.
.. [3] T. Gebru et al., Datasheets for Datasets, Communications of the ACM 2021;64(12),
   doi:10.1145/3458723.
"""

from __future__ import annotations

import re
from itertools import groupby

from pipeline.report.circularity_tables import circularity_table
from pipeline.report.evaluation_tables import headline_table, setting_table
from pipeline.report.outsider_tables import outsider_headline_table
from pipeline.report.paper.form import Entry, fill_form
from pipeline.report.paper.markdown import paper_environment
from pipeline.report.paper.run import Run
from pipeline.report.published_tables import (
    condition_names,
    confusion_table,
    published_table,
    under_calls_table,
)

MODEL_CARD, TRIPOD_AI, DATA_SHEET = "model_card", "tripod_ai", "data_sheet"
_MAIN_ITEM = re.compile(r"\d+")


def render_papers(run: Run) -> dict[str, str]:
    """Write all three.

    Parameters
    ----------
    run : Run

    Returns
    -------
    dict of str to str
        Markdown by the name of the paper.
    """
    return {
        MODEL_CARD: render_model_card(run),
        TRIPOD_AI: render_form(TRIPOD_AI, run),
        DATA_SHEET: render_form(DATA_SHEET, run),
    }


def render_model_card(run: Run) -> str:
    """Say what the model is for, how it was made, how good it is and where it fails.

    Parameters
    ----------
    run : Run
        Its parameters are not needed.

    Returns
    -------
    str
        Markdown. The same run gives the same bytes.
    """
    evaluation = run.evaluation
    published = evaluation["published"]
    tables = {
        "headline": headline_table(evaluation),
        "setting": setting_table(evaluation),
        "circularity": circularity_table(evaluation),
        "published": published_table(published),
        "confusion": confusion_table(published),
        "under_calls": under_calls_table(published, condition_names(evaluation)),
    }
    if evaluation["outsiders"] is not None:
        tables["outsiders"] = outsider_headline_table(evaluation["outsiders"])
    template = paper_environment().get_template(f"paper/{MODEL_CARD}.md.j2")
    return template.render(run.values(), tables=tables)


def render_form(name: str, run: Run) -> str:
    """Fill in a form.

    Parameters
    ----------
    name : str
        `tripod_ai` or `data_sheet`.
    run : Run

    Returns
    -------
    str
        Markdown. The same run gives the same bytes.
    """
    entries = fill_form(name, run)
    parts = [(part, list(same)) for part, same in groupby(entries, lambda e: e.part)]
    template = paper_environment().get_template(f"paper/{name}.md.j2")
    return template.render(
        run.values(),
        parts=parts,
        n_items=len({main_item(entry) for entry in entries}),
        n_not_applicable=sum(not entry.applies for entry in entries),
        n_entries=len(entries),
    )


def main_item(entry: Entry) -> str:
    """Give the number of the item that an entry is a part of.

    Examples
    --------
    >>> main_item(Entry("12c", "Methods", "", "", True))
    '12'
    """
    found = _MAIN_ITEM.match(entry.item)
    return found.group() if found else entry.item
