"""What is asked: the form, the body chart, the place, and how a case is kept."""
