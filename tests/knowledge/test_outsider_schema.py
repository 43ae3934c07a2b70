from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.knowledge.outsider_schema import Outsider
from pipeline.knowledge.schema import Profile

JUDGED = {"n": 10, "source": "expert_estimate", "why": "made up"}


def outsider_data(**changes: Any) -> dict[str, Any]:
    """Give a sound outsider of the small world, with some of its keys changed."""
    return {
        "id": "strange_disease",
        "name": "Strange disease",
        "what": "A disease that nobody here knows.",
        "icd10": ["Z99"],
        "tier": "routine",
        "age": {"mean": 50, "sd": 10, **JUDGED},
        "female": {"value": 0.5, **JUDGED},
        "duration": {"median_days": 20, "geometric_sd": 2, **JUDGED},
        "pain": {"mean": 5, "sd": 2, **JUDGED},
        "findings": {"fever": {"value": 0.8, **JUDGED}},
        **changes,
    }


def test_an_outsider_is_drawn_from_as_any_profile_is() -> None:
    outsider = Outsider.model_validate(outsider_data())
    assert isinstance(outsider, Profile)
    assert outsider.findings["fever"][0].value == 0.8
    assert outsider.roots is None


@pytest.mark.parametrize("key", ["what", "icd10", "age", "findings"])
def test_what_an_outsider_cannot_do_without(key: str) -> None:
    data = outsider_data()
    del data[key]
    with pytest.raises(ValidationError, match=key):
        Outsider.model_validate(data)


def test_an_outsider_has_no_nerve_root() -> None:
    roots = {"L3_L4": 0.1, "L5": 0.4, "S1": 0.5, **JUDGED}
    with pytest.raises(ValidationError, match="roots"):
        Outsider.model_validate(outsider_data(roots=roots))
