"""The model for many worlds at once: compiled loops between decision points, the same rules and strategies as the engine `agents`."""

from wopsim.engines.compiled.run import run, run_worlds

__all__ = ["run", "run_worlds"]
