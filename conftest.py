"""How Hypothesis draws examples in all tests.

Without a deadline: the first example of a test may compile the engine, which takes a minute. A failure is printed so that it can be
repeated elsewhere. In CI, Hypothesis's own profile holds besides: the same examples every time, so that what fails there fails because
of the change; elsewhere new ones are drawn each time.
"""

from hypothesis import settings

settings.register_profile("wopsim", settings(), deadline=None, print_blob=True)
settings.load_profile("wopsim")
