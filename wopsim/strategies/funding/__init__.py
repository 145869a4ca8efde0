"""Funding strategies, one file each; registered by name."""
