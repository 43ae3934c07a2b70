from __future__ import annotations

from streamlit.testing.v1 import AppTest


def long_work() -> None:
    """A page of its own: AppTest runs the source of this function."""
    import streamlit as st

    from app.many import progress

    drawn = []
    real = st.delta_generator.DeltaGenerator.progress

    def noting(bar, share, words):  # type: ignore[no-untyped-def]
        drawn.append(share)
        return real(bar, share, words)

    st.delta_generator.DeltaGenerator.progress = noting
    try:
        with progress.progress("Counting") as tell:
            for i in range(1, 1001):
                tell(i / 1000)
    finally:
        st.delta_generator.DeltaGenerator.progress = real
    st.session_state["drawn"] = drawn


def test_a_bar_is_drawn_in_a_few_growing_steps_to_the_end_and_goes_away() -> None:
    app = AppTest.from_function(long_work, default_timeout=60).run()
    assert not app.exception
    drawn = app.session_state["drawn"]
    assert drawn == sorted(drawn)
    assert 10 < len(drawn) < 25
    assert drawn[-1] == 1
    assert not app.get("progress")
