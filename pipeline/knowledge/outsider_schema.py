"""The shape of an outsider: a condition that is none of those the classifier knows."""

from __future__ import annotations

from pydantic import Field

from pipeline.knowledge.schema import Profile, Syndrome

# The label of a case whose cause is none of the conditions.
NONE_OF_THESE = "none_of_these"


class Outsider(Profile):
    """A profile that cases are drawn from for evaluation, never for training.

    It has the numbers of a profile, but no advice: nobody is shown it as an answer.
    What it does not list is background, as in any profile.

    Parameters
    ----------
    what : str
        One plain sentence: what it is.
    """

    what: str = Field(min_length=1)
    syndromes: tuple[Syndrome, ...] = ()
    documents: tuple[str, ...] = ()
    mechanism: str = ""
    course: str = ""
    next_steps: tuple[str, ...] = ()
    roots: None = None
