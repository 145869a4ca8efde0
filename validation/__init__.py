"""Validation: the model held against stylised facts and panels; used by scripts, docs and tests, and not installed."""
