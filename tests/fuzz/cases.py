"""How many cases: a few in every test run, very many with `make fuzz`."""

from hypothesis import HealthCheck, settings

SLOW_IS_FINE = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile(
    "short", max_examples=60, deadline=None, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile(
    "long", max_examples=5_500, deadline=None, suppress_health_check=SLOW_IS_FINE
)


def cases() -> settings:
    """The profile that the command line asks for; else the short one."""
    asked = settings.get_current_profile_name()
    return settings.get_profile(asked if asked == "long" else "short")
