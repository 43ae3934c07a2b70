"""Callbacks that the next click cannot cut in two.

Streamlit looks for a newer click wherever its session state is touched, and leaves
whatever it is doing there to run the script again. It knows the value of the control
then, and does not call the callback a second time: an answer would stand in the form
and be missing from the case. `streamlit/streamlit#8365` and `#16763` tell of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from streamlit.runtime.state import get_session_state

Arguments = ParamSpec("Arguments")


def whole(callback: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Let a callback run to its end, whatever is clicked meanwhile.

    The click that came meanwhile is answered right after it.

    Parameters
    ----------
    callback : callable
        Of a control.

    Returns
    -------
    callable
    """

    @wraps(callback)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        state = get_session_state()
        look = state._yield_callback
        # The state takes every plain assignment for one of the session's own.
        object.__setattr__(state, "_yield_callback", _look_away)
        try:
            callback(*args, **kwargs)
        finally:
            object.__setattr__(state, "_yield_callback", look)

    return run


def _look_away() -> None:
    """Look for no newer click."""
