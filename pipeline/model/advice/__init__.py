"""What explains an assessment, what would change it, and what to ask next."""

from pipeline.model.advice.changes import would_change
from pipeline.model.advice.hinges import hinges_on
from pipeline.model.advice.questions import impossible, next_questions
from pipeline.model.advice.reasons import reasons

__all__ = [
    "hinges_on",
    "impossible",
    "next_questions",
    "reasons",
    "would_change",
]
