"""Evidence: what was observed, where, by whom."""
