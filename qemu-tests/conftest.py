# SPDX-License-Identifier: GPL-2.0
"""Shared by all boots: the kernels, and disks and images that are made once per session."""

import fcntl

import pytest

from harness import formats, images, kernels, maps, installing
from harness.machines import ALL_MODULES, LISTED
from harness.roots import DISKS, ROOT_FILES

TEXT_ONLY = ("text", "arm64-6.1")  # kernels without KALLSYMS_ALL


@pytest.fixture(scope="session", params=kernels.KERNELS)
def kernel(request):
    return kernels.kernel(request.param)


@pytest.fixture(scope="session")
def made(tmp_path_factory, worker_id):
    """made(name, make): the path of a file that make(path) makes once for all workers."""
    directory = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        directory = directory.parent  # pytest-xdist uses a subdirectory for each worker

    def once(name, make):
        path = directory / name
        with open(path.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                draft = path.with_suffix(".draft")
                make(draft)
                draft.rename(path)
        return path
    return once


@pytest.fixture(scope="session")
def disk(made):
    """disk(name): a test root on a file system; the name is a row of DISKS."""
    def get(name):
        files = {path: make() for path, make in ROOT_FILES[name].items()}
        return made(f"{name}.disk", lambda path: DISKS[name].make(path, files))
    return get


@pytest.fixture(scope="session")
def image(made, kernel, tmp_path_factory):
    """image(name): an initramfs for the current kernel; the name is a row of the table."""
    nothing = tmp_path_factory.mktemp("image") / "gangway.conf"
    nothing.write_text("gangway.modules= # the command line lists them\n")
    every = ("--modules", ALL_MODULES, "--config", nothing)
    testinit = images.PROGRAMS / "testinit"
    table = {
        "plain": (*every, "--busybox", "none"),
        "generic": ("--generic", "--busybox", "none"),
        "hvc": ("--modules", f"{ALL_MODULES},virtio_console", "--config", nothing,
                "--busybox", "none"),
        "shell": (*every, "--busybox", "/bin/busybox"),
        "stay": ("--rootdir", "/", "--stay", "--busybox", "none",
                 "--add", f"{testinit}:/sbin/init"),
        **{name: ("--modules", f"{modules},ext4", "--busybox", "none")
           for name, modules in LISTED.items()},
    }

    def get(name):
        return made(f"{name}-{kernel.release}.image",
                    lambda path: images.mkinitrd(kernel, path, *table[name]))
    return get


@pytest.fixture(scope="session")
def formats_directory(made, kernel):
    """The rows of FORMATS that this kernel boots, made and filled, and their image."""
    return made(f"formats-{kernel.release}.directory", lambda path: formats.make(kernel, path))


# ---- System.map ----------------------------------------------------------------------------------

@pytest.fixture(scope="session")
def any_kernel(made):
    """any_kernel(name): a row of kernels.SOURCES, or one of SMALL, which are built here."""
    def get(name):
        if name not in maps.SMALL:
            return kernels.kernel(name)
        directory = made(f"{name}-kernel", lambda path: path.write_text(maps.build_small(name)))
        return maps.small_kernel(name, directory.read_text())
    return get


@pytest.fixture(scope="session")
def vmlinuz_map(made, any_kernel):
    """vmlinuz_map(name): the map made from the kernel's file."""
    def get(name):
        def make(path):
            words = ["--text"] if name in TEXT_ONLY else []
            path.write_bytes(maps.sysmap("from-vmlinuz", *words, any_kernel(name).vmlinuz))
        return made(f"{name}-vmlinuz.map", make)
    return get


@pytest.fixture(scope="session")
def neighbour(made):
    """The map of the Debian kernel built before the 6.1 of the other tests."""
    def make(path):
        path.write_bytes(maps.sysmap("from-vmlinuz", maps.neighbour_vmlinuz()))
    return made("neighbour.map", make)


@pytest.fixture
def world(any_kernel, vmlinuz_map, made, tmp_path):
    """world(name): that kernel, an image that loads what these roots need, and its maps."""
    def get(name):
        kernel = any_kernel(name)
        image = made(f"install-{kernel.release}.image",
                     lambda path: installing.make_image(kernel, path, "none"))
        return installing.World(kernel, image, vmlinuz_map(name).read_bytes(), tmp_path)
    return get
