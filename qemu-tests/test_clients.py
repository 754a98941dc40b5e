# SPDX-License-Identifier: GPL-2.0
"""Programs that read the System.map that a boot has installed: on the host, with files of its root."""

import os
import re
import subprocess

import pytest

from harness import installing, klibc
from harness.installing import BOOT, DIRS, INSTALLED, MODULES, Case, says
from harness.maps import STUB, rows

# Runs dkms's function as dkms does. Its depmod only prints what it would write, and has the modules of
# the test kernel; its /boot is that of the root.
DKMS = """depmod() { /sbin/depmod -n -e -b "$kernel" "$@" >/dev/null; }
eval "$(sed -n '/^do_depmod()/,/^}/{s,/boot/,$root/boot/,;p}' "$dkms")"
current_os=Linux
do_depmod "$release"
"""


@pytest.fixture(scope="module")
def booted(made, any_kernel, vmlinuz_map):
    """The kernel, and a directory with two roots: `installed` by its boot, and `stub` from before."""
    kernel = any_kernel("6.1")
    image = made(f"install-{kernel.release}.image",
                 lambda path: installing.make_image(kernel, path, "none"))

    def make(path):
        path.mkdir()
        world = installing.World(kernel, image, vmlinuz_map("6.1").read_bytes(), path)
        case = Case({**DIRS, BOOT: "stub"}, INSTALLED, says("installed", BOOT, MODULES))
        world.make(case)
        assert world.boots(case) == world.messages(case.says)
        for name, content in (("installed", world.files(BOOT)[0].content), ("stub", STUB)):
            (path / name / "boot").mkdir(parents=True)
            (path / name / world.name(BOOT)).write_bytes(content)
        world.root.unlink()
    return kernel, made("clients.directory", make)


def stap_functions(kernel, root, directory):
    """The functions of the kernel that systemtap knows without debugging data. It looks for System.map
    in the build directory first (parse_kernel_functions, session.cxx, 4.8), which has none."""
    build = root / f"lib/modules/{kernel.release}/build"
    (build / "include/config").mkdir(parents=True)
    (build / "include/config/kernel.release").write_text(f"{kernel.release}\n")
    (build / ".config").write_bytes(kernel.file("config").read_bytes())
    (build / "Module.symvers").write_text("")
    run = subprocess.run(["stap", f"--sysroot={root}", "-r", kernel.release, "-l", 'kprobe.function("*")'],
                         env={**os.environ, "SYSTEMTAP_DIR": str(directory)}, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True)
    return set(re.findall(r'^kprobe\.function\("(.*)"\)$', run.stdout, re.M)), run.stderr


def test_systemtap(booted, tmp_path):
    """systemtap 4.8 finds the installed map in /boot, and in it every function."""
    kernel, directory = booted
    installed = directory / "installed"
    text = next((installed / "boot").iterdir()).read_bytes()
    functions, _ = stap_functions(kernel, installed, tmp_path)
    assert functions == {name for _, kind, name in rows(text) if kind in "tT"}
    assert stap_functions(kernel, directory / "stub", tmp_path)[0] == set()


def dkms_warnings(kernel, root):
    """depmod's messages after dkms has installed a module: do_depmod() of dkms 3.0.10."""
    program = klibc.fetch("amd64", "dkms", ("dkms",)) / "usr/sbin/dkms"
    run = subprocess.run(["bash", "-c", DKMS], check=True, stderr=subprocess.PIPE, text=True,
                         env={**os.environ, "kernel": str(kernel.root), "root": str(root),
                              "dkms": str(program), "release": kernel.release})
    return run.stderr.splitlines()


def test_dkms(booted):
    """dkms passes the installed map to depmod, which finds every symbol of the kernel in it."""
    kernel, directory = booted
    assert dkms_warnings(kernel, directory / "installed") == []
    warnings = dkms_warnings(kernel, directory / "stub")
    assert sum("needs unknown symbol" in line for line in warnings) > 1000
