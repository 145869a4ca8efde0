"""How things change, one file per mechanism: pure elementwise functions, with the parameters they use."""
