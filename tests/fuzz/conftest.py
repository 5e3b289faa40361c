"""Makes the profiles known before the command line asks for one."""

import tests.fuzz.cases  # noqa: F401 - it registers them
