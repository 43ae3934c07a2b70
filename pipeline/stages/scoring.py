"""Files of cases in, a table of what can be said about each out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.assess.many import score_cases
from pipeline.cases import find_case_mix, write_aside
from pipeline.cases.many import read_many
from pipeline.errors import Fault, OptionError
from pipeline.model.artifact import load_classifier

OUTPUTS = (".parquet", ".csv")


def score_files(
    files: Sequence[Path], output: Path, model: Path, case_mix: str | None = None
) -> int:
    """Assess the cases of some files and write one row each, in order.

    Parameters
    ----------
    files : sequence of Path
        Of any kind that `lasegue assess` reads; labels in them are not looked at.
    output : Path
        Parquet or CSV file.
    model : Path
        Folder of the artefact.
    case_mix : str, optional
        Name of a documented case mix, or its file.

    Returns
    -------
    int
        Number of cases.

    Raises
    ------
    OptionError
        If the output is no table, or the case mix is none.
    CaseError
        With every fault of every file; nothing is then written.
    ArtifactError
        If the model cannot be loaded, or fails.
    OutputError
        If the table cannot be written.
    """
    suffix = output.suffix.lower()
    if suffix not in OUTPUTS:
        must_be = f"a file name ending with {' or '.join(OUTPUTS)}"
        to_do = "Name another file."
        raise OptionError(Fault("--output", "it", must_be, str(output), to_do))
    mix = None if case_mix is None else find_case_mix(case_mix)
    cases = read_many(files)
    table = score_cases(cases, load_classifier(model), mix).to_frame()
    with write_aside(output) as aside:
        if suffix == ".csv":
            table.to_csv(aside, index=False)
        else:
            table.to_parquet(aside, index=False)
    return len(table)
