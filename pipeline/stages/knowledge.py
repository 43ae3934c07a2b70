"""Stage knowledge: check everything, and write down what there is."""

from __future__ import annotations

import json

from pipeline.cases import write_text
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.coverage import coverage, total_of
from pipeline.stages.params import KNOWLEDGE_FILE


def summarise_knowledge() -> dict[str, object]:
    """Give the digest and the counts of the knowledge."""
    knowledge = load_knowledge()
    total = total_of(coverage(knowledge))
    return {
        "digest": knowledge.digest,
        "n_conditions": len(knowledge.profiles),
        "n_findings": len(knowledge.finding_ids),
        "n_rules": len(knowledge.rule_book.rules),
        "n_sources": len(knowledge.sources),
        "published": total.published,
        "derived": total.derived,
        "judged": total.judged,
    }


def main() -> None:
    """Run the stage."""
    KNOWLEDGE_FILE.parent.mkdir(exist_ok=True)
    write_text(KNOWLEDGE_FILE, json.dumps(summarise_knowledge(), indent=1) + "\n")


if __name__ == "__main__":
    main()
