"""The last evaluation, where it still tells of the model and the settings of today."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.knowledge import load_knowledge
from pipeline.model.artifact import read_manifest
from pipeline.stages.params import EVALUATION_FILE, PROJECT, Params

# Raised when the evaluation tells something new, or computes it in another way: what
# was written before is then computed again.
FORMAT = 2


def settings_of(params: Params) -> dict[str, Any]:
    """Give what an evaluation depends on beyond model and knowledge.

    Parameters
    ----------
    params : Params

    Returns
    -------
    dict
        Format of the figures, and a digest of the settings and the published cases.
        The gates are no part of it: they judge the figures and change none.
    """
    settings = {
        "test": params.generate.test.model_dump(mode="json"),
        "evaluate": params.evaluate.model_dump(mode="json"),
        "seeds": params.seeds(),
    }
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    digest.update((PROJECT / params.evaluate.published).read_bytes())
    return {"format": FORMAT, "digest": digest.hexdigest()}


def evaluation_at_hand(
    model: Path, params: Params, file: Path | None = None
) -> dict[str, Any] | None:
    """Read the last evaluation, if it would come out the same today.

    Parameters
    ----------
    model : Path
        Folder of the artefact.
    params : Params
    file : Path, optional
        Instead of experiments/evaluation.json.

    Returns
    -------
    dict or None
        None if there is none, or if it is of another model, other knowledge or other
        settings.

    Raises
    ------
    ArtifactError
        If there is no such model.
    """
    digest = read_manifest(model)["sha256"]
    try:
        figures = json.loads((file or EVALUATION_FILE).read_text(encoding="utf-8"))
        told = (
            figures["model"]["digest"],
            figures["knowledge"]["digest"],
            figures["settings"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    wanted = digest, load_knowledge().digest, settings_of(params)
    return figures if told == wanted else None
