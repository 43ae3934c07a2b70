"""What an evaluated model must keep to, and one sentence for whatever it breaks."""

from pipeline.gates.champion import Champion, read_champion, write_champion
from pipeline.gates.judge import failures, judge
from pipeline.gates.limits import GateParams
from pipeline.gates.verdict import Verdict

__all__ = [
    "Champion",
    "GateParams",
    "Verdict",
    "failures",
    "judge",
    "read_champion",
    "write_champion",
]
