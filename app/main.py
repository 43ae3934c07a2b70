"""Set-up and navigation of the app; run it with `streamlit run app/main.py`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import streamlit as st

from app import loaded
from app.asking import kept
from app.style import add_style
from app.telling import refusal
from pipeline.assess import check_rules
from pipeline.errors import PipelineError

# A Material symbol would be fetched from another host.
NOTICE = (
    "**Lasègue** · Research and teaching software for leg pain that seems to come from "
    "the back; not a medical device. What you enter stays on this machine, in memory "
    "only."
)
ICON = Path(__file__).with_name("icon.svg")
PAGES = (
    ("assess", "Assess", ":material/stethoscope:"),
    ("interview", "Interview", ":material/forum:"),
    ("compare", "Compare", ":material/compare_arrows:"),
    ("examples", "Examples", ":material/school:"),
    ("many", "Many cases", ":material/table_rows:"),
    ("evidence", "Evidence", ":material/menu_book:"),
    ("model", "Model", ":material/monitoring:"),
)


def _page(name: str, title: str, icon: str) -> st.Page:
    """Register a view, whose imports wait until somebody opens it."""

    def show() -> None:
        import_module(f"app.views.{name}").show()

    return st.Page(show, title=title, url_path=name, icon=icon)


st.set_page_config(page_title="Lasègue", page_icon=ICON, layout="wide")
add_style()
try:
    check_rules()
except PipelineError as error:
    refusal.show(error)
    st.stop()
kept.patient()
page = st.navigation(
    [_page(name, title, icon) for name, title, icon in PAGES], position="top"
)
st.caption(NOTICE)
loaded.say_which()
page.run()
kept.keep()
loaded.begin_loading()
