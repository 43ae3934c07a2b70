"""The generative model: draw cases from it, and invert it exactly."""

from pipeline.synthesis.network import Network, build_network
from pipeline.synthesis.outsiders import OutsiderCases, sample_outsiders
from pipeline.synthesis.population import BLOCK_ROWS, Request
from pipeline.synthesis.posterior import posterior
from pipeline.synthesis.stream import (
    draw_population,
    reference_network,
    sample_cases,
    write_cases,
)

__all__ = [
    "BLOCK_ROWS",
    "Network",
    "OutsiderCases",
    "Request",
    "build_network",
    "draw_population",
    "posterior",
    "reference_network",
    "sample_cases",
    "sample_outsiders",
    "write_cases",
]
