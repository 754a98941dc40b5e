#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Debian's packages of other architectures: downloaded and unpacked, such as the C libraries for /init.

    klibc.py ARCHITECTURE...      by Debian's names, such as arm64

${GANGWAY_CACHE:-~/.cache/gangway}/klibc/ARCHITECTURE gets the files of the C libraries, with their
paths. No foreign architecture is added to dpkg, and nothing is installed.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import kernels

LIBRARIES = ("libklibc-dev", "linux-libc-dev", "musl-dev")
SUITES = {"riscv64": "trixie"}  # the first with that architecture
SUITE = "bookworm"


def fetch(architecture, name, packages):
    """The directory NAME/ARCHITECTURE in the cache with the files of these packages; it is complete,
    since it is renamed last."""
    cache = kernels.CACHE.parent / name
    directory = cache / architecture
    with kernels.locked():
        if directory.exists():
            return directory
        cache.mkdir(parents=True, exist_ok=True)
        apt = kernels.Apt(kernels.Source(SUITES.get(architecture, SUITE), architecture))
        kernels.say(f"fetching {', '.join(packages)} for {architecture}")
        apt.update()
        scratch = Path(tempfile.mkdtemp(prefix="unpack-", dir=cache))
        try:
            apt.get("download", *packages, cwd=scratch)
            for deb in scratch.glob("*.deb"):
                kernels.unpack_whole(deb, scratch / "root")
            (scratch / "root").rename(directory)
        finally:
            shutil.rmtree(scratch)
    return directory


def main(architectures):
    try:
        for architecture in architectures:
            fetch(architecture, "klibc", LIBRARIES)
    except (subprocess.CalledProcessError, kernels.KernelError) as error:
        sys.exit(f"klibc: {kernels.error_text(error)}")


if __name__ == "__main__":
    main(sys.argv[1:])
