"""What is documented: conditions, findings, rules, settings, and their sources."""

from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.loading import KNOWLEDGE_FOLDER, load_knowledge, read_knowledge
from pipeline.knowledge.nearest import suggest

__all__ = [
    "KNOWLEDGE_FOLDER",
    "Knowledge",
    "load_knowledge",
    "read_knowledge",
    "suggest",
]
