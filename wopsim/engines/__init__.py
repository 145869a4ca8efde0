"""What advances a world through time by rules and strategies."""
