"""Trace: one run told again, as a story, a network, a moving map."""
