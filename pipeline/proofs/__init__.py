"""What is proved about the rule layer: theorems, mutants, and how to close a case."""
