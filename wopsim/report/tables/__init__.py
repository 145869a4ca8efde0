"""Tables of a comparison, for terminals, text and notebooks."""
