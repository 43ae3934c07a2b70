"""The page by itself, with a model and without, and a file handed over to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipeline.assess import MODEL_VARIABLE
from tests.app.conftest import LONGEST_SECONDS

Upload = Callable[..., AppTest]


def page_alone() -> None:
    """A page of its own: AppTest runs the source of this function."""
    import streamlit as st

    from app.views import assess, many

    st.navigation(
        [
            st.Page(many.show, title="Many cases", url_path="many", default=True),
            st.Page(assess.show, title="Assess", url_path="assess"),
        ]
    ).run()


@pytest.fixture
def page_with_model(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(MODEL_VARIABLE, str(tiny_model))
    return AppTest.from_function(page_alone, default_timeout=LONGEST_SECONDS).run()


@pytest.fixture
def page_without_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(MODEL_VARIABLE, str(tmp_path))
    return AppTest.from_function(page_alone, default_timeout=LONGEST_SECONDS).run()
