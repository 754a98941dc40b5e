#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Debian's C libraries of other architectures, to build /init for them: downloaded and unpacked.

    klibc.py ARCHITECTURE...      by Debian's names, such as arm64

${GANGWAY_CACHE:-~/.cache/gangway}/klibc/ARCHITECTURE gets the files of the packages below, with their
paths. No foreign architecture is added to dpkg, and nothing is installed.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import kernels

CACHE = kernels.CACHE.parent / "klibc"
PACKAGES = ("libklibc-dev", "linux-libc-dev", "musl-dev")
SUITES = {"riscv64": "trixie"}  # the first with that architecture
SUITE = "bookworm"


def fetch(architecture):
    """Directories are complete, since they are renamed last."""
    directory = CACHE / architecture
    with kernels.locked():
        if directory.exists():
            return
        CACHE.mkdir(parents=True, exist_ok=True)
        apt = kernels.Apt(kernels.Source(SUITES.get(architecture, SUITE), architecture))
        kernels.say(f"fetching {', '.join(PACKAGES)} for {architecture}")
        apt.update()
        scratch = Path(tempfile.mkdtemp(prefix="unpack-", dir=CACHE))
        try:
            apt.get("download", *PACKAGES, cwd=scratch)
            for deb in scratch.glob("*.deb"):
                kernels.unpack_whole(deb, scratch / "root")
            (scratch / "root").rename(directory)
        finally:
            shutil.rmtree(scratch)


def main(architectures):
    try:
        for architecture in architectures:
            fetch(architecture)
    except (subprocess.CalledProcessError, kernels.KernelError) as error:
        sys.exit(f"klibc: {kernels.error_text(error)}")


if __name__ == "__main__":
    main(sys.argv[1:])
