"""Published studies, read from studies/: what the generator is checked against.

They are no part of the Knowledge and of its digest: nothing is generated from them.
The models stand in study_schema.py.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import Fault, ProfileError
from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.loading import KNOWLEDGE_FOLDER, faults_of, load_knowledge
from pipeline.knowledge.strict_yaml import read_yaml
from pipeline.knowledge.study_checks import study_faults
from pipeline.knowledge.study_schema import Study, StudyFigure, StudyPopulation

__all__ = [
    "STUDIES_FOLDER",
    "Study",
    "StudyFigure",
    "StudyPopulation",
    "load_studies",
    "read_studies",
]
STUDIES_FOLDER = KNOWLEDGE_FOLDER / "studies"


def read_studies(folder: Path, knowledge: Knowledge) -> dict[str, Study]:
    """Read and check all studies in a folder.

    Parameters
    ----------
    folder : Path
        Holds one YAML file a study.
    knowledge : Knowledge
        What the studies refer to.

    Returns
    -------
    dict of str to Study
        By id, sorted; none where there is no such folder.

    Raises
    ------
    ProfileError
        With every fault of form and of meaning in every file.
    """
    studies: dict[str, Study] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        study, found = _read_study(path, knowledge)
        faults += found
        if study is not None:
            studies[study.id] = study
    if faults:
        raise ProfileError(faults)
    return dict(sorted(studies.items()))


def _read_study(path: Path, knowledge: Knowledge) -> tuple[Study | None, list[Fault]]:
    where = f"studies/{path.name}"
    data, faults = read_yaml(path, where)
    if faults:
        return None, faults
    try:
        study = Study.model_validate(data)
    except ValidationError as error:
        return None, faults_of(error, where)
    faults = list(study_faults(study, where, knowledge))
    if study.id != path.stem:
        must_be = f"the file's name, {path.stem}"
        faults.append(Fault(where, "id", must_be, study.id, "Agree."))
    return study, faults


@cache
def load_studies() -> dict[str, Study]:
    """Load the studies that ship with the package, once a process."""
    return read_studies(STUDIES_FOLDER, load_knowledge())
