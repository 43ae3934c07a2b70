"""Seven ways to an assessment, each telling what it says of the same cases.

The command line, Python, a table of many cases, the app, the registered model, the
same model served over HTTP, and an artefact that somebody loaded by hand.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

import joblib
import pandas as pd
import pytest
import yaml
from streamlit.testing.v1 import AppTest

from app.asking.kept import Patient, answers_of
from app.telling.banner import NOT_KNOWN, NOTHING_ASKED
from app.words import TIERS, condition_name
from pipeline.assess import MODEL_VARIABLE, assess
from pipeline.cases import Case, matrix_from_cases
from pipeline.cases.tables import frame_from_matrix
from pipeline.knowledge import load_knowledge
from pipeline.model.artifact import load_classifier
from pipeline.tracking import (
    CHAMPION,
    MODEL_NAME,
    load_champion,
    model_input,
)
from tests.app.conftest import MAIN
from tests.app.reading import as_text, pieces, urgency
from tests.known_cases import PUBLISHED
from tests.small_training import store_at

LASEGUE = Path(sys.executable).parent / "lasegue"
START_SECONDS = 120
CHOSEN = (
    "ces_hakan_2012_34f",
    "scc_blog_56m_t7",
    "dvt_jospt_21m_calf",
    "dh_albert_51m_s1",
    "cs_koski_60s_f",
    "fs_choi_83m_farout",
    "dh_strayer_26f_s1",
    "pne_reife_2013_53f_peroneal",
)
UNKNOWNS = Case(
    case_id="unknowns",
    duration_days=30,
    findings={"leg_pain": "present", "fever": "unknown", "numbness": "absent"},
)
CASES = {
    **{i.case.case_id: i.case for i in PUBLISHED if i.case.case_id in CHOSEN},
    "empty": Case(case_id="empty"),
    "unknowns": UNKNOWNS,
}


@dataclass(frozen=True)
class Told:
    """What a route says of a case; a page shows the first of the conditions only."""

    urgency: str | None
    urgency_from: str
    order: list[str]
    rules: list[str]


def told(assessment: dict[str, Any]) -> Told:
    return Told(
        assessment["urgency"],
        assessment["urgency_from"],
        [entry["condition"] for entry in assessment["differential"]],
        [flag["id"] for flag in assessment["red_flags"]],
    )


@dataclass(frozen=True)
class World:
    """One model, on disk, tracked and served, and a folder to write in.

    With a mix, the file of one, every route is asked for that case mix.
    """

    folder: Path
    model: Path
    uri: str
    server: Server
    mix: Path | None = None

    @property
    def case_mix(self) -> str | None:
        return None if self.mix is None else str(self.mix)

    @property
    def params(self) -> dict[str, str]:
        """Of the registered model, which reads no files that a client names."""
        return {} if self.mix is None else {"case_mix": self.mix.read_text()}


@dataclass(frozen=True)
class Server:
    """A server that has been started, and may not listen yet."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path


# The routes: each gives what it tells of every case


def by_python(world: World) -> list[Told]:
    return _assessed(world, load_classifier(world.model))


def by_hand(world: World) -> list[Told]:
    return _assessed(world, joblib.load(world.model / "classifier.joblib"))


def _assessed(world: World, model: Any) -> list[Told]:
    given = [assess(case, model, case_mix=world.case_mix) for case in CASES.values()]
    return [told(item.to_dict()) for item in given]


def by_command(world: World) -> list[Told]:
    path = world.folder / "cases.yaml"
    written = [case.to_dict() for case in CASES.values()]
    written[-1]["findings"]["fever"] = "unknown"
    written[-1]["age"] = None
    path.write_text(yaml.safe_dump(written), encoding="utf-8")
    return [told(item) for item in json.loads(_command(world, path, "json"))]


def by_table(world: World) -> list[Told]:
    frame = frame_from_matrix(matrix_from_cases(list(CASES.values())))
    frame.insert(0, "case_id", list(CASES))
    path = world.folder / "cases.parquet"
    frame.to_parquet(path)
    lines = _command(world, path, "jsonl").splitlines()
    return [told(json.loads(line)) for line in lines]


def _command(world: World, path: Path, how: str) -> str:
    mix = [] if world.mix is None else ["--case-mix", world.mix]
    done = subprocess.run(
        [LASEGUE, "assess", path, "--format", how, *mix],
        env={**os.environ, MODEL_VARIABLE: str(world.model)},
        capture_output=True,
        text=True,
        check=True,
    )
    # Of contradictions it may warn, but there must be a model.
    assert "No model" not in done.stderr
    return done.stdout


def by_app(world: World) -> list[Told]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MODEL_VARIABLE, str(world.model))
        app = AppTest.from_file(str(MAIN), default_timeout=START_SECONDS).run()
        if world.mix is not None:
            app.selectbox(key="case_mix").set_value("file").run()
            file = (world.mix.name, world.mix.read_bytes(), "application/yaml")
            app.file_uploader(key="case_mix_file").set_value(file).run()
        return [_shown(_filled(app, case)) for case in CASES.values()]


def _filled(app: AppTest, case: Case) -> AppTest:
    """Go on with a patient who has answered as the case does."""
    app.session_state["patient"] = Patient(answers_of(case), alerted=True)
    app.run()
    assert not app.exception
    return app


def _shown(app: AppTest) -> Told:
    """Read the page as a person would, in ids."""
    banner = urgency(app)
    if banner == f"{NOT_KNOWN} {NOTHING_ASKED}":
        return Told(None, "none", [], [])
    banner = banner.replace(" so far:", ":")
    tiers = {f"{w.icon} {w.name}: {w.meaning}": tier for tier, w in TIERS.items()}
    written = "\n".join(map(as_text, pieces(app)))
    first = [key for line in written.splitlines() for key in _ruled_out(line)]
    likely = [key for key in _most_likely(app) if key not in first]
    return Told(
        tiers[banner].value,
        "model" if "This is the model's opinion" in written else "red_flag",
        first + likely,
        re.findall(r"Rule (RF\d+)\.", written),
    )


def _ruled_out(line: str) -> list[str]:
    """Read one line of what is to be ruled out, of one tier."""
    ids = {condition_name(key): key for key in load_knowledge().condition_ids}
    for words in TIERS.values():
        title = f"{words.icon} **{words.name}**: "
        if line.startswith(title):
            names = line.removeprefix(title).split("; ")
            return [ids[name] for name in names if name in ids]
    return []


def _most_likely(app: AppTest) -> list[str]:
    ids = {condition_name(key): key for key in load_knowledge().condition_ids}
    (table,) = [piece for piece in pieces(app) if "<table" in piece]
    names = re.findall(r'<th scope="row">([^<]*)', table)
    return [ids[unescape(name).strip()] for name in names]


def by_registered_model(world: World) -> list[Told]:
    with store_at(world.uri):
        table = load_champion().predict(_pyfunc_table(), params=world.params)
    return _told_by_rows(table.to_dict(orient="records"))


def _pyfunc_table() -> pd.DataFrame:
    frame = model_input(matrix_from_cases(list(CASES.values())))
    frame.insert(0, "case_id", list(CASES))
    return frame


def _told_by_rows(rows: list[dict[str, Any]]) -> list[Told]:
    given = [told(json.loads(row["assessment"])) for row in rows]
    for row, item in zip(rows, given, strict=True):
        assert (row["urgency"], row["urgency_from"]) == (
            item.urgency,
            item.urgency_from,
        )
    return given


def by_server(world: World) -> list[Told]:
    _wait_for(world.server)
    split = json.loads(_pyfunc_table().to_json(orient="split"))
    content = json.dumps({"dataframe_split": split, "params": world.params}).encode()
    kind = {"Content-Type": "application/json"}
    request = HttpRequest(f"{world.server.address}/invocations", content, kind)  # noqa: S310
    with urlopen(request, timeout=START_SECONDS) as answer:  # noqa: S310
        return _told_by_rows(json.load(answer)["predictions"])


@contextmanager
def serving(folder: Path, store: str) -> Iterator[Server]:
    """Serve the registered model on this machine, and end all its processes after."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    uri = f"models:/{MODEL_NAME}@{CHAMPION}"
    served = f"serve -m {uri} --env-manager local --host 127.0.0.1 --port {port}"
    environment = {
        "MLFLOW_TRACKING_URI": store,
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "DO_NOT_TRACK": "true",
        # MLflow starts its web server by name.
        "PATH": f"{LASEGUE.parent}{os.pathsep}{os.environ['PATH']}",
    }
    log = folder / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "mlflow", "models", *served.split()],
            env=os.environ | environment,
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Server(f"http://127.0.0.1:{port}", process, log)
        finally:
            with suppress(ProcessLookupError):  # it has ended by itself
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urlopen(f"{server.address}/ping", timeout=START_SECONDS):  # noqa: S310
                return
        except URLError:
            time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{server.log.read_text()}")


ROUTES: dict[str, Callable[[World], list[Told]]] = {
    "python": by_python,
    "command line": by_command,
    "batch": by_table,
    "app": by_app,
    "registered model": by_registered_model,
    "server": by_server,
    "by hand": by_hand,
}
