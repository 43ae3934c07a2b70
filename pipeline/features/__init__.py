"""From cases to the matrix X."""

from pipeline.features.encoding import FeatureSchema

__all__ = ["FeatureSchema"]
