"""What the tests of faults share."""

import logging

logging.getLogger("httpx").setLevel(logging.WARNING)  # a failing test is told by the server's own words, not by ours
