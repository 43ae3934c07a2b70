"""Published studies against generated people: `replay` runs them.

Nothing is imported here. No model and no rule takes part: a replay asks whether the
profiles, put together, give what a study saw.
"""
