"""The sheet of one assessment, to print or take along: a page, a PDF, and files.

The page and the PDF show the same content in the same order and words.
"""
