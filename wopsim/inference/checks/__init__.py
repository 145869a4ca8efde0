"""Checks: whether to believe a posterior."""
