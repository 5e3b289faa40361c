"""How execution environments are kept, bounded and ended."""

import threading
import time

import pytest

from local import lambda_pool
from local.lambda_pool import EnvironmentPool, NoEnvironmentFree
from tests.local.resources import eventually


class Environment:
    """Stands in for an execution environment: no process behind it."""

    def __init__(self):
        self.ended = False
        self.killed = False
        self.access_key_id = "ASIA1"
        self.idle_since = time.monotonic()

    def end(self):
        self.ended = True

    def kill(self):
        self.killed = True


def used(pool, key):
    with pool.borrowed(key, Environment) as environment:
        return environment


def test_an_environment_is_used_again_for_the_same_function():
    pool = EnvironmentPool(capacity=2, idle_seconds=60)
    assert used(pool, "f") is used(pool, "f")


def test_a_full_pool_ends_what_was_idle_longest():
    pool = EnvironmentPool(capacity=2, idle_seconds=60)
    oldest, newer = used(pool, "f"), used(pool, "g")
    used(pool, "h")
    assert (oldest.ended, newer.ended) == (True, False)


def test_a_caller_waits_until_an_environment_is_given_back():
    pool = EnvironmentPool(capacity=1, idle_seconds=60)
    waiting = threading.Thread(target=used, args=(pool, "f"))
    with pool.borrowed("f", Environment):
        waiting.start()
        waiting.join(0.05)
        assert waiting.is_alive()
    waiting.join(5)
    assert not waiting.is_alive()


def test_a_caller_who_waits_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(lambda_pool, "WAIT_SECONDS", 0.05)
    pool = EnvironmentPool(capacity=1, idle_seconds=60)
    with pool.borrowed("f", Environment), pytest.raises(NoEnvironmentFree, match="1 execution"):
        used(pool, "f")


def test_an_environment_that_ended_is_not_used_again():
    pool = EnvironmentPool(capacity=1, idle_seconds=60)
    with pool.borrowed("f", Environment) as environment:
        environment.end()
    assert used(pool, "f") is not environment


def test_a_start_that_fails_leaves_room_for_the_next():
    pool = EnvironmentPool(capacity=1, idle_seconds=60)

    def failing():
        raise OSError("no such directory")

    with pytest.raises(OSError, match="no such directory"), pool.borrowed("f", failing):
        pass
    assert used(pool, "f")


def test_a_caller_who_waits_for_a_start_takes_what_becomes_free(monkeypatch):
    monkeypatch.setattr(lambda_pool, "STARTS_AT_ONCE", 1)
    pool, found = EnvironmentPool(capacity=3, idle_seconds=60), []
    begun, may_end = threading.Event(), threading.Event()

    def slow():
        begun.set()
        may_end.wait(5)
        return Environment()

    def start_slowly():
        with pool.borrowed("g", slow):
            pass

    with pool.borrowed("f", Environment) as first:
        starting = threading.Thread(target=start_slowly)
        starting.start()
        begun.wait(5)
        waiting = threading.Thread(target=lambda: found.append(used(pool, "f")))
        waiting.start()
        waiting.join(0.05)
        assert not found
    waiting.join(5)
    may_end.set()
    starting.join(5)
    assert found == [first]


def test_an_environment_that_nobody_uses_is_ended(monkeypatch):
    monkeypatch.setattr(lambda_pool, "REAP_EVERY_SECONDS", 0.01)
    environment = used(EnvironmentPool(capacity=1, idle_seconds=0.02), "f")
    eventually(lambda: environment.ended)


def test_only_the_environment_with_the_given_credentials_is_killed():
    pool = EnvironmentPool(capacity=1, idle_seconds=60)
    with pool.borrowed("f", Environment) as environment:
        pool.kill_environment_of("ASIA2")
        assert not environment.killed
        pool.kill_environment_of("ASIA1")
        assert environment.killed
