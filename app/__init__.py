"""The face for clinicians: a Streamlit app that asks and shows, and decides nothing."""
