"""Many cases at once: a file in, a table out."""
