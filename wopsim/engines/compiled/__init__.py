"""The model for many worlds at once: compiled loops between decision points, the same rules and strategies as the engine `agents`."""

from wopsim.engines.compiled.run import prepare, run, run_block, run_worlds

__all__ = ["prepare", "run", "run_block", "run_worlds"]
