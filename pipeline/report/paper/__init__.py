"""The paperwork of a model: model card, TRIPOD+AI checklist, data sheet.

Every number comes from the figures of an evaluation, the manifest of the model or the
parameters of the run; the same run gives the same bytes.
"""
