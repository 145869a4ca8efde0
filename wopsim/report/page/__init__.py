"""One page that holds the answer of a study, opens without a network, and can be asked again."""
