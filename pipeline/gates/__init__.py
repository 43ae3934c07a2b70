"""What an evaluated model must keep to, and one sentence for whatever it breaks."""

from pipeline.gates.verdict import Verdict

__all__ = ["Verdict"]
