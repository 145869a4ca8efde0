"""Import this to have every parameter and output of the model declared."""

from __future__ import annotations

import importlib
import pkgutil

import wopsim.engines.outputs
import wopsim.rules
import wopsim.strategies.design
from wopsim.strategies.protocols import FUNDING, PAIRING

# rules declare their parameters in their own files
for found in pkgutil.iter_modules(wopsim.rules.__path__):
    importlib.import_module(f"wopsim.rules.{found.name}")

# and so do strategies, those of other installed packages too
PAIRING.names()
FUNDING.names()
