"""A callback runs to its end, although the next click is already there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "app"


def interrupted(kind: str) -> None:
    """Draw a button in whose callback the next click arrives."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    from app.whole import whole

    def take() -> None:
        context = get_script_run_ctx()
        assert context is not None
        assert context.script_requests is not None
        context.script_requests.request_rerun(RerunData())
        st.session_state["first"] = True
        st.session_state["second"] = "first" in st.session_state

    st.button("Yes", on_click=whole(take) if kind == "whole" else take)


@pytest.mark.parametrize(("kind", "taken"), [("plain", False), ("whole", True)])
def test_a_next_click_cuts_only_a_plain_callback(kind: str, taken: bool) -> None:
    app = AppTest.from_function(interrupted, kwargs={"kind": kind}).run()
    app.button[0].click().run()
    assert not app.exception
    assert ("second" in app.session_state) == taken


def test_what_goes_wrong_in_a_whole_callback_is_told() -> None:
    def failing() -> None:
        import streamlit as st

        from app.whole import whole

        def take() -> None:
            raise ValueError("cannot be taken")

        st.button("Yes", on_click=whole(take))

    app = AppTest.from_function(failing).run()
    app.button[0].click().run()
    assert [item.message for item in app.exception] == ["cannot be taken"]


def test_every_callback_of_the_app_is_whole() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in APP.rglob("*.py")]
    whole = {
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(
            isinstance(d, ast.Name) and d.id == "whole" for d in node.decorator_list
        )
    }
    called = {name for tree in trees for name in callbacks(tree)}
    assert len(called) > 15
    assert called <= whole


def callbacks(tree: ast.Module) -> Iterator[str]:
    """Name what controls are told to call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and (node.arg or "").startswith("on_"):
            if isinstance(node.value, ast.Constant):
                continue
            yield ast.unparse(node.value).rpartition(".")[2]
