"""One file per DVC stage, thin."""
