"""Choosing between designs: what they are judged by, how sure the choice is, and what it would be worth to know more."""
