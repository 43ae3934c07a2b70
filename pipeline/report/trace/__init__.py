"""The hazard log and the trace matrix as one page.

Nothing is imported here: `page` renders it from the knowledge, the hazard log and the
plain values of `evidence`, and knows neither proofs nor tests nor a stage.
"""
