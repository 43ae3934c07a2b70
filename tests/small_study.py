"""A published study of the small world, to be replayed or to be broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from pipeline.knowledge.study_schema import Study


def figure_data(**changes: Any) -> dict[str, Any]:
    """Give one sound figure, with some of its keys changed."""
    figure = {
        "id": "reflex_sensitivity",
        "measure": "sensitivity",
        "test": "reflex_lost",
        "value": 0.4,
        "n_target": 60,
    }
    return {k: v for k, v in {**figure, **changes}.items() if v is not None}


def study_data(*figures: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Give a sound study, with some of its keys changed."""
    population = {
        "care_setting": "spine_clinic",
        "mix": {"root_trouble": 0.5, "joint_wear": 0.3, "no_condition": 0.2},
        "why": "made up",
        **changes.pop("population", {}),
    }
    return {
        "id": "reflex",
        "title": "The lost reflex",
        "question": "Does a lost reflex tell root trouble from other trouble?",
        "source": "study_1999",
        "population": population,
        "target": ["root_trouble"],
        "figures": list(figures) or [figure_data()],
        **changes,
    }


def small_study(*figures: dict[str, Any], **changes: Any) -> Study:
    """Give that study as it is read."""
    return Study.model_validate(study_data(*figures, **changes))


def write_study(folder: Path, data: dict[str, Any], name: str | None = None) -> Path:
    """Write a study into a folder, under its id or another name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name or data['id']}.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path
