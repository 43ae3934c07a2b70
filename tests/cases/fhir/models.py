"""What HL7 publishes about structure, by fhir.resources."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from pipeline.cases.fhir import Release

PACKAGES = {Release.R5: "fhir.resources", Release.R4B: "fhir.resources.R4B"}


def validate(resource: dict[str, Any], release: Release) -> None:
    """Have a resource, and all that it holds, checked against its release."""
    kind = resource["resourceType"]
    module = import_module(f"{PACKAGES[release]}.{kind.lower()}")
    getattr(module, kind).model_validate(resource)
