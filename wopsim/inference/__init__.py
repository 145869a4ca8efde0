"""Evidence -> likelihood -> posterior, and the checks that decide whether to believe it."""
