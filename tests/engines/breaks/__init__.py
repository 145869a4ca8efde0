"""What is broken on purpose, one list a file; `tests/engines/mutations.py` runs them."""
