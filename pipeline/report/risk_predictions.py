"""The predictions of a FHIR RiskAssessment: the urgency, then the causes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pipeline.cases.fhir.terminology import OWN, UCUM
from pipeline.knowledge import Knowledge
from pipeline.report.labels import Labels
from pipeline.report.words import TIER_MEANINGS, plural, tier_name

EXTENSIONS = f"{OWN}/StructureDefinition"
CONDITION = f"{OWN}/CodeSystem/condition"
URGENCY = f"{OWN}/CodeSystem/urgency"
OUTCOME = f"{OWN}/CodeSystem/outcome"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
Item = dict[str, Any]


def predictions(assessment: Item, knowledge: Knowledge) -> list[Item]:
    """List what is predicted, the urgency first.

    Parameters
    ----------
    assessment : dict
        As `Assessment.to_dict()` gives it.
    knowledge : Knowledge

    Returns
    -------
    list of dict
        Entries of `RiskAssessment.prediction`. Without a model there are no
        probabilities, and of the causes only those that a fired red flag suspects.
    """
    labels = Labels(knowledge)
    told = [_urgency(assessment, labels)] if assessment["urgency"] is not None else []
    told += [
        _condition(entry, assessment, knowledge, labels)
        for entry in assessment["differential"]
        if entry["probability"] is not None or entry["outranks"]
    ]
    return told


def percent(probability: float) -> float:
    """Give a probability in percent, its decimal point moved and no digit changed.

    FHIR wants percentages: "Decimal values are expressed as percentages" [1]_.

    Examples
    --------
    >>> percent(0.257), 0.257 * 100
    (25.7, 25.7)
    >>> percent(0.07), 0.07 * 100
    (7.0, 7.000000000000001)

    References
    ----------
    .. [1] https://hl7.org/fhir/R5/riskassessment-definitions.html, invariant ras-2
    """
    return float(Decimal(repr(float(probability))).scaleb(2))


def condition_coding(condition: str) -> Item:
    """Give our own coding of a condition."""
    return {"system": CONDITION, "code": condition}


def _urgency(assessment: Item, labels: Labels) -> Item:
    tier = assessment["urgency"]
    return {
        "outcome": {
            "coding": [{"system": OUTCOME, "code": "urgency"}],
            "text": "How soon somebody must act",
        },
        "qualitativeRisk": {
            "coding": [{"system": URGENCY, "code": tier, "display": tier_name(tier)}],
            "text": TIER_MEANINGS[tier],
        },
        "rationale": " ".join(_who_says_so(assessment, labels)),
    }


def _who_says_so(assessment: Item, labels: Labels) -> Iterator[str]:
    if assessment["urgency_from"] == "model":
        yield "By the model; no red flag that fired asks for as much."
    for rule in assessment["red_flags"]:
        if rule["urgency"] == assessment["urgency"]:
            yield f"Red flag: {rule['name']}, because: {labels.because(rule)}."
    n_open = sum(r["urgency"] == "emergency" for r in assessment["undetermined"])
    if n_open and assessment["urgency"] != "emergency":
        yield f"Not ruled out yet: {plural(n_open, 'emergency red flag')}."


def _condition(
    entry: Item, assessment: Item, knowledge: Knowledge, labels: Labels
) -> Item:
    told: Item = {"outcome": _outcome(entry, knowledge)}
    extensions = list(_extensions(entry, assessment))
    if extensions:
        told = {"extension": extensions, **told}
    if entry["probability"] is not None:
        told["probabilityDecimal"] = percent(entry["probability"])
    rationale = " ".join(_reasons(entry, assessment, labels))
    return {**told, "rationale": rationale} if rationale else told


def _outcome(entry: Item, knowledge: Knowledge) -> Item:
    """Code a condition; several ICD-10 codes are alternatives, so words tell them.

    As codings of one concept they would all be claimed at once.
    """
    own = condition_coding(entry["condition"]) | {"display": entry["name"]}
    profile = knowledge.profiles.get(entry["condition"])
    codes = profile.icd10 if profile else ()
    if len(codes) == 1:
        icd10 = {"system": ICD10, "code": codes[0]}
        return {"coding": [own, icd10], "text": entry["name"]}
    told = f" [ICD-10: {' or '.join(codes)}]" if codes else ""
    return {"coding": [own], "text": entry["name"] + told}


def _extensions(entry: Item, assessment: Item) -> Iterator[Item]:
    if entry["probability"] is not None:
        # As the model gave it, between 0 and 1.
        value = entry["probability"]
        yield {"url": f"{EXTENSIONS}/probability", "valueDecimal": value}
    if entry["low"] is not None and entry["high"] is not None:
        limits = {name: _quantity(entry[name]) for name in ("low", "high")}
        yield {"url": f"{EXTENSIONS}/probability-interval", "valueRange": limits}
    if assessment["prediction_set"] is not None:
        held = entry["condition"] in assessment["prediction_set"]
        yield {"url": f"{EXTENSIONS}/in-prediction-set", "valueBoolean": held}
    if entry["outranks"]:
        url = f"{EXTENSIONS}/suspected-by-red-flag"
        yield {"url": url, "valueBoolean": True}


def _quantity(probability: float) -> Item:
    value = percent(probability)
    return {"value": value, "unit": "%", "system": UCUM, "code": "%"}


def _reasons(entry: Item, assessment: Item, labels: Labels) -> Iterator[str]:
    suspecting = [
        rule["name"]
        for rule in assessment["red_flags"]
        if entry["condition"] in rule["suspects"]
    ]
    if suspecting:
        yield f"Suspected because of a red flag: {'; '.join(suspecting)}."
    for why in assessment["why"] or []:
        if why["condition"] != entry["condition"]:
            continue
        for side in ("for", "against"):
            told = "; ".join(_answer(reason, labels) for reason in why[side])
            if told:
                yield f"{side.capitalize()}: {told}."


def _answer(reason: Item, labels: Labels) -> str:
    label = labels.short(reason["finding"])
    return label if reason["answer"] == "present" else f"{label} ({reason['answer']})"
