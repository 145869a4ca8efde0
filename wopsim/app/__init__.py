"""The live page (`wopsim app`): two designs side by side, and what they bring while one moves a slider."""
