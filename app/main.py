"""Set-up and navigation of the app; run it with `streamlit run app/main.py`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app import loaded
from app.asking import kept
from app.style import add_style
from app.telling import refusal
from app.views import assess, evidence, many, model
from pipeline.assess import check_rules
from pipeline.errors import PipelineError

# A Material symbol would be fetched from another host.
NOTICE = (
    "**Lasègue** · Research and teaching software for leg pain that seems to come from "
    "the back; not a medical device. What you enter stays on this machine, in memory "
    "only."
)
ICON = Path(__file__).with_name("icon.svg")

st.set_page_config(page_title="Lasègue", page_icon=ICON, layout="wide")
add_style()
try:
    check_rules()
except PipelineError as error:
    refusal.show(error)
    st.stop()
kept.patient()
page = st.navigation(
    [
        st.Page(
            assess.show,
            title="Assess",
            url_path="assess",
            icon=":material/stethoscope:",
        ),
        st.Page(
            many.show,
            title="Many cases",
            url_path="many",
            icon=":material/table_rows:",
        ),
        st.Page(
            evidence.show,
            title="Evidence",
            url_path="evidence",
            icon=":material/menu_book:",
        ),
        st.Page(
            model.show,
            title="Model",
            url_path="model",
            icon=":material/monitoring:",
        ),
    ],
    position="top",
)
st.caption(NOTICE)
loaded.say_which()
page.run()
kept.keep()
