# SPDX-License-Identifier: GPL-2.0
"""Shared by the tests of the distributions: the packages that `make deb` has built."""

from pathlib import Path

import pytest

PACKAGES = Path("build/deb")


def built():
    """{package: path}; one version, since `make deb` starts with an empty directory."""
    paths = [path for path in PACKAGES.glob("gangway*.deb") if "-dbgsym_" not in path.name]
    found = {path.name.split("_")[0]: path for path in paths}
    assert set(found) == {"gangway", "gangway-initramfs", "gangway-tools"} and len(paths) == 3
    return found


@pytest.fixture(scope="session")
def debs():
    """The packages for a system that keeps its initramfs program."""
    return [built()[name] for name in ("gangway-tools", "gangway")]


@pytest.fixture(scope="session")
def initramfs_deb():
    """The one that replaces it."""
    return built()["gangway-initramfs"]
