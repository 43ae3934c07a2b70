"""A form of questions: each answered from the run, or said not to apply, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.knowledge.strict_yaml import read_yaml
from pipeline.report.paper.markdown import FOLDER, paper_environment
from pipeline.report.paper.run import Run

TEMPLATES = Path(__file__).parents[1] / "templates" / FOLDER


@dataclass(frozen=True)
class Entry:
    """One question of a form.

    Parameters
    ----------
    item : str
        Its number in the form.
    part : str
        The part of the form that it stands in.
    asks : str
        What it asks, in few words of our own.
    answer : str
        Filled from the run; never empty.
    applies : bool
        False if the answer is why the question does not.
    """

    item: str
    part: str
    asks: str
    answer: str
    applies: bool


def fill_form(name: str, run: Run) -> list[Entry]:
    """Answer every question of a form.

    Parameters
    ----------
    name : str
        Of the form: `tripod_ai` or `data_sheet`.
    run : Run

    Returns
    -------
    list of Entry
        In the order of the form.

    Raises
    ------
    ValueError
        If a question has no answer.
    """
    values = run.values()
    entries = []
    for part, item, question in _questions(name):
        applies = "answer" in question
        text = question["answer" if applies else "not_applicable"]
        answer = paper_environment().from_string(text).render(values)
        entry = Entry(item, part, question["asks"], " ".join(answer.split()), applies)
        if not entry.answer:
            message = f"{name}: item {item} must be answered, and is empty"
            raise ValueError(message)
        entries.append(entry)
    return entries


def _questions(name: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Read part, number, and question with its answer, in the order of the form."""
    data, faults = read_yaml(TEMPLATES / f"{name}.yaml")
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    for part, questions in data.items():
        for item, question in questions.items():
            yield part, str(item), question
