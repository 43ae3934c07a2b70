"""Stage generate: one Parquet file for each purpose, from disjoint streams."""

from __future__ import annotations

from pipeline.stages.params import DATA_FOLDER, STORED_STREAMS, load_params
from pipeline.synthesis import Request, write_cases


def main() -> None:
    """Run the stage."""
    params = load_params().generate
    DATA_FOLDER.mkdir(parents=True, exist_ok=True)
    for name in STORED_STREAMS:
        stream = params.streams()[name]
        write_cases(
            DATA_FOLDER / f"{name}.parquet",
            stream.n,
            Request(seed=stream.seed, fresh_worlds=stream.worlds == "fresh"),
            workers=params.workers,
        )


if __name__ == "__main__":
    main()
