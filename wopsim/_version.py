"""The version, written here only: pyproject.toml reads it, and a test holds CITATION.cff against it."""

__version__ = "0.1.0"
