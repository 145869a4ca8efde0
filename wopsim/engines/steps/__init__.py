"""The steps of a quarter, one file each: what a quarter does to the utilities of a world.

Within a step `s` is a record of `STATE`, `f` of `FIXED`, `x` of `QUARTERLY` and `y` of `YEARLY` (see `records`), `p` the settings of the
run. What does not differ between utilities is read before each loop, so that the processor takes several of them abreast.
"""
