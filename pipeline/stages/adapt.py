"""Learn the case mix of a place from its cases, without anybody's labels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.cases import CaseMix, write_text
from pipeline.cases.case_mix import render_case_mix
from pipeline.cases.many import read_many
from pipeline.errors import CaseError, Fault
from pipeline.knowledge import load_knowledge
from pipeline.model.adaptation import adapt_to
from pipeline.model.artifact import load_classifier

METHOD = "EM on calibrated probabilities of unlabelled cases"
# Fewer leave the share of a common condition open by five points or more.
FEW_CASES = 500


def adapt(files: Sequence[Path], model: Path, name: str) -> dict[str, Any]:
    """Estimate the case mix of the cases in some files.

    Parameters
    ----------
    files : sequence of Path
        Of any kind that `lasegue assess` reads; labels in them are not looked at.
    model : Path
        Folder of the artefact.
    name : str
        Of the new mix.

    Returns
    -------
    dict
        `name`, `method`, `n_cases`, `few_cases`, `bias_corrected`, and `conditions`:
        the share of each with its 95% interval (`low`, `high`) and `reference`, the
        share that the model takes for granted in these cases' care settings; the
        commonest first.

    Raises
    ------
    CaseError
        If the files are faulty, or hold no case.
    ArtifactError
        If the model cannot be loaded, or does not know its own mix.
    """
    cases = read_many(files)
    if not len(cases):
        where = ", ".join(map(str, files))
        to_do = "Give the cases of the place, the more the better."
        raise CaseError(Fault(where, "the cases", "at least one", "none", to_do))
    classifier = load_classifier(model)
    found = adapt_to(classifier, cases)
    columns = (found.weights, found.low, found.high, found.reference)
    rows = [
        {"condition": key, "share": w, "low": low, "high": high, "reference": reference}
        for key, w, low, high, reference in zip(
            load_knowledge().condition_ids, *(c.tolist() for c in columns), strict=True
        )
    ]
    return {
        "name": name,
        "method": METHOD,
        "n_cases": len(cases),
        "few_cases": len(cases) < FEW_CASES,
        "bias_corrected": classifier.bias_correction is not None,
        "conditions": sorted(rows, key=lambda row: (-row["share"], row["condition"])),
    }


def write_adaptation(figures: dict[str, Any], path: Path) -> None:
    """Write an estimated case mix as a file that every way to an assessment reads.

    Parameters
    ----------
    figures : dict
        As `adapt` gives them.
    path : Path
        YAML file.

    Raises
    ------
    OptionError
        If the mix has no usable name.
    OutputError
        If the file cannot be written.
    """
    rows = figures["conditions"]
    mix = CaseMix(figures["name"], {row["condition"]: row["share"] for row in rows})
    intervals = {row["condition"]: (row["low"], row["high"]) for row in rows}
    in_order = {key: intervals[key] for key in mix.weights}
    text = render_case_mix(mix, in_order, figures["n_cases"], figures["method"])
    write_text(path, text)
