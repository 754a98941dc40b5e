# SPDX-License-Identifier: GPL-2.0
"""gangway is not slower than in the last release: the limits of `make bench`, in guest instructions."""

import pytest

from harness import kernels
from harness.contest import BETTER_FLOOR, CONTESTS, make_contest, make_disk, measure


@pytest.mark.parametrize("name", CONTESTS)
def test_pace(name, tmp_path):
    """The least of three times, divided by the least of the floor's."""
    kernel = kernels.kernel("6.1")
    make_disk(tmp_path / "disk")
    contest = make_contest(kernel, name, CONTESTS[name], tmp_path)
    del contest.images[BETTER_FLOOR]
    measure(kernel, contest, tmp_path / "disk")
    assert contest.ratio(min) <= contest.terms.limit, contest.seconds
