"""Stage knowledge: check everything, and write down what there is."""

from __future__ import annotations

import json
from typing import Any

from pipeline.cases import write_text
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.coverage import coverage, total_of
from pipeline.knowledge.outsiders import load_outsiders
from pipeline.knowledge.studies import load_studies
from pipeline.stages.params import KNOWLEDGE_FILE


def summarise_knowledge() -> dict[str, Any]:
    """Give the digest and the counts of the knowledge, and of what stands beside it."""
    knowledge = load_knowledge()
    studies = load_studies().values()
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
        "n_studies": len(studies),
        "n_study_figures": sum(len(study.figures) for study in studies),
        "n_outsiders": len(load_outsiders().profiles),
    }


def main() -> None:
    """Run the stage."""
    KNOWLEDGE_FILE.parent.mkdir(exist_ok=True)
    write_text(KNOWLEDGE_FILE, json.dumps(summarise_knowledge(), indent=1) + "\n")


if __name__ == "__main__":
    main()
