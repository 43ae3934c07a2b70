"""Numbers and assessments turned into words, tables, figures and pages.

Nothing is imported here: reading an assessment must not pay for drawing figures.
"""
