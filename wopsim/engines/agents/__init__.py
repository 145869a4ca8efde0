"""The model one reads, traces and watches: mesa agents, and salabim for the life of partnerships."""
