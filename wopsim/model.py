"""Import this to have every parameter and output of the model declared."""

from __future__ import annotations

import wopsim.engines.outputs
import wopsim.strategies.design
from wopsim.rules import access as access
from wopsim.rules import background as background
from wopsim.rules import channels as channels
from wopsim.rules import commercial as commercial
from wopsim.rules import costs as costs
from wopsim.rules import knowledge as knowledge
from wopsim.rules import mentors as mentors
from wopsim.rules import missions as missions
from wopsim.rules import money as money
from wopsim.rules import objectives as objectives
from wopsim.rules import partnership as partnership
from wopsim.rules import people as people
from wopsim.rules import reporting as reporting
from wopsim.rules import routines as routines
from wopsim.rules import scaling as scaling
from wopsim.rules import shocks as shocks
from wopsim.rules import trust as trust
from wopsim.rules import water as water
from wopsim.strategies.families import FUNDING, PAIRING

# strategies declare their parameters in their own files, those of other installed packages too
PAIRING.names()
FUNDING.names()
