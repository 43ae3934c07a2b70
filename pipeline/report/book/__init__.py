"""The profile book: everything documented, as pages for a clinician to review.

Nothing is imported here: `site` renders the pages from the knowledge and the plain
values of `values`, and knows neither the generator nor a stage.
"""
