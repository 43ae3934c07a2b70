"""Links within the page: every id is a place, and every mention of it leads there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from markupsafe import Markup

from pipeline.knowledge import Knowledge
from pipeline.knowledge.hazard_schema import HazardLog
from pipeline.knowledge.schema import EXPERT_ESTIMATE
from pipeline.report.book.addresses import source_anchor
from pipeline.report.book.citations import Citations, Link, with_links
from pipeline.report.words import printable

_WORD = re.compile(r"\w+")
_FORM = Markup('<a href="{}"{}>{}</a>')
_TITLE = Markup(' title="{}"')


def theorem_anchor(theorem: str) -> str:
    """Name the place of a theorem on the page."""
    return f"theorem-{re.sub(r'[^A-Za-z0-9_.-]', '-', theorem)}"


class Links:
    """Looks up the places of hazards, rules, documented flags and sources.

    Parameters
    ----------
    knowledge : Knowledge
    log : HazardLog
    """

    def __init__(self, knowledge: Knowledge, log: HazardLog) -> None:
        self._log, self._rules = log, knowledge.rule_book.rules
        self._citations = Citations(knowledge)
        titles = {rule.id: rule.name for rule in self._rules}
        titles |= {hazard.id: hazard.name for hazard in log.hazards}
        titles |= {flag.id: flag.says for flag in log.documented}
        self._targets = {
            key: Link(key, f"#{key}", printable(title)) for key, title in titles.items()
        }

    def link(self, key: str) -> Link:
        """Lead to a hazard, a rule, a documented flag or a source."""
        if key in self._targets:
            return self._targets[key]
        return replace(self._citations.link(key), href=f"#{source_anchor(key)}")

    def links(self, keys: Iterable[str]) -> list[Link]:
        """Lead to several of them."""
        return [self.link(key) for key in keys]

    def linked(self, text: str) -> Markup:
        """Turn every id and every key of a source in a text into a link."""
        sources = self._citations.named_in(text)
        named = set(_WORD.findall(text)) & set(self._targets)
        return with_links(
            text,
            {
                key: self._anchor(self.link(key), is_source=key in sources)
                for key in named | sources
            },
        )

    def cited(self) -> list[str]:
        """Give the keys of all sources that the page cites, sorted."""
        keys = {key for rule in self._rules for key in rule.sources}
        keys |= {key for hazard in self._log.hazards for key in hazard.sources}
        keys |= {flag.document for flag in self._log.documented}
        keys |= set(self._log.scheme.sources)
        keys |= self._citations.named_in(" ".join(self._texts()))
        return sorted(keys - {EXPERT_ESTIMATE})

    def _texts(self) -> Iterator[str]:
        """Walk the texts that may name a source."""
        yield self._log.model_dump_json()
        for rule in self._rules:
            yield from (rule.hazard, rule.caveat or "", rule.action)

    def _anchor(self, link: Link, is_source: bool) -> Markup:
        title = _TITLE.format(link.title) if link.title else Markup()
        shown = _FORM.format(link.href, title, link.words)
        return Markup("<cite>{}</cite>").format(shown) if is_source else shown
