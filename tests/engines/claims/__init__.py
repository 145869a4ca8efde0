"""Sentences of docs/odd.md about mechanisms, with what has to follow from each."""
