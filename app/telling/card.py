"""The model card, where figures and model belong together."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import streamlit as st
from jinja2 import UndefinedError

from pipeline.assess import DEFAULT_MODEL_FOLDER, MODEL_VARIABLE
from pipeline.report.paper.papers import render_model_card
from pipeline.report.paper.run import Run

Item = dict[str, Any]
TITLE = "Model card"
# Its headings stand below that of the part they are shown in.
DEEPER = "##"
NO_CARD = (
    "There is no model card: these figures and the project's own model do not belong "
    "together. `make run` makes both anew."
)


def show(told: Item) -> None:
    """Show the card of the project's own model, or why there is none.

    Parameters
    ----------
    told : dict
        The last evaluation.
    """
    st.header(TITLE, anchor=False)
    card = _card(told)
    if card is None:
        st.info(NO_CARD, icon=":material/history:")
        return
    st.caption(
        "What the model is for, how it was made, how good it is, where it fails."
    )
    with st.expander("Read the card"):
        st.markdown(re.sub("^#", f"{DEEPER}#", card, flags=re.MULTILINE))
    st.download_button(
        "Take it along (Markdown)",
        card,
        file_name="model_card.md",
        mime="text/markdown",
        icon=":material/download:",
        on_click="ignore",
    )


def _card(told: Item) -> str | None:
    """Fill in the card; a manifest of other software may lack what it needs."""
    folder = Path(os.environ.get(MODEL_VARIABLE) or DEFAULT_MODEL_FOLDER)
    try:
        text = (folder / "manifest.json").read_text(encoding="utf-8")
        manifest = json.loads(text)
        if manifest["sha256"] != told["model"]["digest"]:
            return None
        return render_model_card(Run(told, manifest, {}))
    except (OSError, ValueError, LookupError, TypeError, UndefinedError):
        return None
