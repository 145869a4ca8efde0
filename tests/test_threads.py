"""Work in threads of this process: each item once, and nothing begun after a failure or an end."""

from __future__ import annotations

import threading
import time

import pytest

from tests.helpers.waiting import PATIENCE
from wopsim.threads import each_in_threads


def test_each_item_is_done_once_and_comes_with_its_result():
    assert sorted(each_in_threads(lambda x: x * x, range(20), 3)) == [(x, x * x) for x in range(20)]


def test_two_are_at_work_at_once():
    both = threading.Barrier(2)
    assert sorted(found for _, found in each_in_threads(lambda x: both.wait(PATIENCE), range(2), 2)) == [0, 1]


def test_what_comes_first_is_handed_out_first():
    quick_is_out = threading.Event()

    def job(x: int) -> int:
        if x == 0:
            quick_is_out.wait(PATIENCE)
        return x

    done = each_in_threads(job, [0, 1], 2)
    assert next(done) == (1, 1)
    quick_is_out.set()
    assert list(done) == [(0, 0)]


def test_what_a_job_raises_is_raised_here_and_the_rest_is_given_up():
    begun = []

    def job(x: int) -> None:
        begun.append(x)
        if x == 0:
            raise ValueError("no 0")
        time.sleep(0.01)

    with pytest.raises(ValueError, match="no 0"):
        list(each_in_threads(job, range(3000), 1))
    assert len(begun) < 3000


def test_nothing_is_begun_when_nobody_wants_more():
    begun = []

    def job(x: int) -> None:
        begun.append(x)
        time.sleep(0.01)

    done = each_in_threads(job, range(3000), 1)
    next(done)
    done.close()
    assert 0 < len(begun) < 3000
