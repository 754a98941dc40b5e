# SPDX-License-Identifier: GPL-2.0
"""A module that crashes on purpose (qemu-tests/crashmodule), built for Debian's kernel 6.1 for arm64."""

import shutil
import subprocess
from pathlib import Path

from harness import klibc

SOURCE = Path(__file__).resolve().parents[1] / "crashmodule/crash.c"


def headers(kernel):
    """Debian's headers of that kernel, with the programs of its build for this machine."""
    version = kernel.release.rpartition("-")[0]
    packages = (f"linux-headers-{kernel.release}", f"linux-headers-{version}-common")
    root = klibc.fetch(kernel.architecture, f"headers/{kernel.release}", packages) / "usr/src"
    programs = klibc.fetch("amd64", "kbuild/6.1", ("linux-kbuild-6.1",)) / "usr/lib/linux-kbuild-6.1"
    link = root.parent / "lib" / programs.name
    link.parent.mkdir(exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(programs)
    return root / packages[0], root / packages[1]


def build(kernel, directory):
    """The module's file. The Makefile of the headers has the path of installed ones, so it is not used."""
    build_directory, common = headers(kernel)
    directory.mkdir()
    shutil.copy(SOURCE, directory)
    (directory / "Kbuild").write_text("obj-m := crash.o\n")
    subprocess.run(["make", "-s", "-C", build_directory, "-f", common / "Makefile", "ARCH=arm64",
                    "CROSS_COMPILE=aarch64-linux-gnu-", f"M={directory}", "modules"], check=True)
    return directory / "crash.ko"
