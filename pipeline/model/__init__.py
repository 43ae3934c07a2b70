"""The classifier: candidates, calibration, prediction sets, artefact.

Training pulls in all of scikit-learn; assessing needs little of it, so this package
exports only what every caller needs.
"""

from pipeline.model.classifier import Classifier

__all__ = ["Classifier"]
