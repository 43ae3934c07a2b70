"""Handing a file to the page and reading what it says."""

from __future__ import annotations

from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from app.many.upload import ASKED


def upload(app: AppTest, content: bytes, name: str = "cases.csv") -> AppTest:
    return app.file_uploader(key=ASKED).set_value((name, content, "text/plain")).run()


def table(app: AppTest, place: int = 0) -> pd.DataFrame:
    """The table at a place of the page, as it is shown."""
    assert not app.exception
    shown: pd.DataFrame = app.dataframe[place].value
    return shown


def button(app: AppTest, key: str) -> Any:
    return next(item for item in app.button if item.key == key)
