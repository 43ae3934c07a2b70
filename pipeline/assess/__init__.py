"""assess(): the one public way from a case to an assessment.

One case at a time with every reason in words, or many at once as columns; the urgency
is the same.
"""

from pipeline.assess.assessment import CONDITIONS_EXPLAINED, Assessment
from pipeline.assess.interview import Question, next_question
from pipeline.assess.many import Scores, score_cases
from pipeline.assess.one import (
    DEFAULT_MODEL_FOLDER,
    MODEL_VARIABLE,
    assess,
    check_rules,
    default_model,
)

__all__ = [
    "CONDITIONS_EXPLAINED",
    "DEFAULT_MODEL_FOLDER",
    "MODEL_VARIABLE",
    "Assessment",
    "Question",
    "Scores",
    "assess",
    "check_rules",
    "default_model",
    "next_question",
    "score_cases",
]
