# SPDX-License-Identifier: GPL-2.0
"""Shared by the tests of the distributions: the packages that `make deb` has built."""

from pathlib import Path

import pytest

PACKAGES = Path("build/deb")


@pytest.fixture(scope="session")
def debs():
    """The two packages; one version, since `make deb` starts with an empty directory."""
    paths = [path for path in sorted(PACKAGES.glob("gangway*.deb")) if "-dbgsym_" not in path.name]
    assert [path.name.split("_")[0] for path in paths] == ["gangway-tools", "gangway"]
    return paths
