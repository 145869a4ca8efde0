"""The life of a partnership, a thought a file; `wopsim.engines.partnership` puts them together."""
