"""Background: what a panel of providers says about change without any programme (M1)."""
