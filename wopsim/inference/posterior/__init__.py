"""Posterior: likelihood of the evidence, and parameters sampled from it."""
