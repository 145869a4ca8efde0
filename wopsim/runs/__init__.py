"""Runs: a study becomes results, in memory or in a store."""
