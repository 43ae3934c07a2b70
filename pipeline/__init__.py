"""Lasègue: from documented profiles to a calibrated, rule-guarded classifier.

Research and teaching software for leg pain that seems to come from the back; not a
medical device.
"""

from pipeline.assess import Assessment, assess
from pipeline.cases import Case
from pipeline.errors import PipelineError
from pipeline.terms import Answer, CareSetting, Sex, Urgency

__all__ = [
    "Answer",
    "Assessment",
    "CareSetting",
    "Case",
    "PipelineError",
    "Sex",
    "Urgency",
    "assess",
]
