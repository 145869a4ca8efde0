"""The model one reads, traces and watches: mesa agents, and salabim for the life of partnerships."""

import warnings

with warnings.catch_warnings():
    # in Jupyter mesa's import asks for progress bars that nothing here uses
    warnings.filterwarnings("ignore", message="IProgress not found")
    import mesa  # noqa: F401
