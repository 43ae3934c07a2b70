"""Stage generate: one Parquet file for each purpose, from disjoint streams."""

from __future__ import annotations

from pathlib import Path

from pipeline.stages.params import (
    DATA_FOLDER,
    STORED_STREAMS,
    GenerateParams,
    load_params,
)
from pipeline.synthesis import Request, write_cases


def generate(params: GenerateParams, folder: Path = DATA_FOLDER) -> None:
    """Write every stored stream.

    Parameters
    ----------
    params : GenerateParams
    folder : Path
        Made if it is not there.

    Raises
    ------
    OutputError
        If a file cannot be written there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in STORED_STREAMS:
        stream = params.streams()[name]
        write_cases(
            folder / f"{name}.parquet",
            stream.n,
            Request(seed=stream.seed, fresh_worlds=stream.worlds == "fresh"),
            workers=params.workers,
        )


def main() -> None:
    """Run the stage."""
    generate(load_params().generate, DATA_FOLDER)


if __name__ == "__main__":
    main()
