# SPDX-License-Identifier: GPL-2.0
"""Roots that are files: gangway.image= in the image, and loop= on a disk."""

import os
import subprocess

import pytest

from harness import disks, formats, guest, images, roots, verity
from harness.boots import check_root, check_usual, mounts
from harness.disks import MIB
from harness.machines import MACHINES

ONE_KERNEL = pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
WORDS = f"panic=-1 gangway.timeout=60 gangway.modules={MACHINES['virtio-blk'].modules},ext4"
OUTER = disks.Disk("ext4", "outer", "11111111-2222-4333-8444-0000000000c1", 64)
OTHER = disks.Disk("ext4", "other", "11111111-2222-4333-8444-0000000000c2")
INNER = disks.Disk("ext4", "inner", "11111111-2222-4333-8444-0000000000c3", 8)
HOST = "/run/initramfs/gangway-host"
HOST_MOUNT = {HOST: ("ext4", {"nosuid", "nodev"})}
OVERLAY = "/run/initramfs/gangway-overlay"
OVERLAY_MOUNTS = {f"{OVERLAY}/upper": ("tmpfs", {"nosuid", "nodev", "mode=755"})}
# Memory that the image would keep.
BALLAST_MEGABYTES = 32


def content():
    return {"sbin/init": roots.testinit()}


def make_erofs(path, *options):
    with disks.tree_of(content()) as tree:
        subprocess.run(["mkfs.erofs", "--quiet", "--all-root", *options, path, tree], check=True,
                       stdout=subprocess.DEVNULL, env={"PATH": formats.SYSTEM_PATH})


@pytest.fixture(name="erofs", scope="session")
def make_erofs_file(made):
    return made("root.erofs", make_erofs)


@pytest.fixture(name="squashfs", scope="session")
def make_squashfs_file(made):
    return made("root.squashfs", lambda path: verity.make_squashed(path, content()))


def add_root(kernel, path, root, *options):
    """An image with that root as a file."""
    images.mkinitrd(kernel, path, "--root-image", root, "--busybox", "none", *options)


@pytest.fixture(name="image")
def make_image(made, kernel, tmp_path):
    """An image for files on disks."""
    def make(path):
        config = tmp_path / "gangway.conf"
        config.write_text("gangway.modules= # the command line lists them\n")
        images.mkinitrd(kernel, path, "--modules", f"{MACHINES['virtio-blk'].modules},ext4",
                        "--with", "loop,overlay", "--config", config, "--busybox", "none")
    return made(f"loop-{kernel.release}.image", make)


@pytest.fixture(name="outer")
def make_outer(erofs, squashfs, tmp_path):
    """A disk with roots in its files."""
    INNER.make(tmp_path / "inner", content())
    whole = erofs.read_bytes()
    files = {
        "live/root.squashfs": squashfs.read_bytes(),
        "live/root.erofs": whole,
        "live/root.ext4": (tmp_path / "inner").read_bytes(),
        "live/short.erofs": whole[:-4096],
        "live/absolute": "/live/root.erofs",
        "live/escape": "../../../../../init",  # the image's /init
        "init": b"not a file system",
    }
    OUTER.make(tmp_path / "outer", files)
    return tmp_path / "outer"


def boot(kernel, image, words, *paths, end="guest-shutdown"):
    """The facts of a boot that reaches the init. The disks keep what is written."""
    options = [word for path in paths for word in guest.lasting_disk_options(path, path.name)]
    with guest.Guest(kernel, image, f"{WORDS} {words}", options) as machine:
        facts = machine.facts()
        assert machine.wait_end() == end
    return facts


def fail(kernel, image, words, path):
    """The console of a boot that does not."""
    with guest.Guest(kernel, image, f"{WORDS} {words}",
                     guest.lasting_disk_options(path, path.name)) as machine:
        assert machine.wait_end() == "guest-reset"
        assert machine.port.text == ""
        return machine.console.text


def logged(facts, text):
    return [line for line in facts["log"] if text in line]


# ---- in the image --------------------------------------------------------------------------------

def test_image(kernel, erofs, tmp_path):
    """EROFS in a ramfs: since 6.12 without a loop device. root= is not needed, and no disk is awaited. The
    memory of the image is freed, without that of the file."""
    image = tmp_path / "image"
    add_root(kernel, image, erofs)
    images.add_file(image, "ballast", os.urandom(BALLAST_MEGABYTES * MIB))
    facts = boot(kernel, image, "rootfstype=ramfs rw")
    check_usual(facts)
    source = "/dev/loop0" if kernel.name == "6.1" else "/root.erofs"
    check_root(facts, (source, "erofs", "ro"))
    assert logged(facts, "gangway: the root is gangway.image=/root.erofs (")
    assert not logged(facts, "waiting for root=")
    kib = {key: int(value.split()[0]) for key, value in
           (line.split(":") for line in facts["memory"])}
    assert kib["Unevictable"] + kib["Shmem"] < BALLAST_MEGABYTES * 1024 / 8


@ONE_KERNEL
def test_image_below_overlay(kernel, squashfs, tmp_path):
    """The usual live system in memory: squashfs in a tmpfs, which needs a loop device, below an overlay."""
    image = tmp_path / "image"
    add_root(kernel, image, squashfs, "--with", "overlay")
    facts = boot(kernel, image, "root=LABEL=none gangway.overlay=tmpfs rootfstype=tmpfs")
    check_usual(facts, added={**OVERLAY_MOUNTS, f"{OVERLAY}/lower": ("squashfs", set())})
    check_root(facts, ("overlay", "overlay", "rw"))
    assert mounts(facts)[f"{OVERLAY}/lower"][0] == "/dev/loop0"


@ONE_KERNEL
def test_image_fallback(kernel, tmp_path):
    """A file without an init: the fallback is booted, and neither loop= nor the file is left."""
    INNER.make(tmp_path / "inner", {})
    OTHER.make(tmp_path / "other", content())
    image = tmp_path / "image"
    add_root(kernel, image, tmp_path / "inner", "--modules", f"{MACHINES['virtio-blk'].modules},ext4")
    facts = boot(kernel, image, "loop=/missing gangway.fallback=LABEL=other", tmp_path / "other")
    check_usual(facts, ["loop=/missing"])
    check_root(facts, ("/dev/vda", "ext4", "ro"))
    assert logged(facts, "gangway: root=/root.ext4 failed: the root has no init")


# ---- on a disk -----------------------------------------------------------------------------------

def check_read_only(kernel, image, outer, file, fstype):
    """The disk stays reachable, and is not written."""
    before = outer.read_bytes()
    facts = boot(kernel, image, f"root=LABEL=outer loop={file}", outer)
    check_usual(facts, [f"loop={file}"], HOST_MOUNT)
    check_root(facts, ("/dev/loop0", fstype, "ro"))
    assert "ro" in mounts(facts)[HOST][2]
    assert before == outer.read_bytes()


@ONE_KERNEL
def test_squashfs(kernel, image, outer):
    check_read_only(kernel, image, outer, "live/root.squashfs", "squashfs")


def test_erofs(kernel, image, outer):
    """Through an absolute link, which is resolved on the disk, and below an overlay; nothing is written, even
    with rw."""
    before = outer.read_bytes()
    facts = boot(kernel, image, "root=LABEL=outer loop=/live/absolute rw gangway.overlay=tmpfs", outer)
    check_usual(facts, ["loop=/live/absolute"],
                {**HOST_MOUNT, **OVERLAY_MOUNTS, f"{OVERLAY}/lower": ("erofs", set())})
    check_root(facts, ("overlay", "overlay", "rw"))
    source = "/dev/loop0" if kernel.name == "6.1" else f"{HOST}/live/root.erofs"
    assert mounts(facts)[f"{OVERLAY}/lower"][0] == source
    assert before == outer.read_bytes()


@ONE_KERNEL
def test_ext4(kernel, image, outer):
    """Read-only without rw. With rw both are writable, and clean after a shutdown."""
    check_read_only(kernel, image, outer, "/live/root.ext4", "ext4")
    before = outer.read_bytes()
    facts = boot(kernel, image, "root=LABEL=outer loop=/live/root.ext4 rw shutdown=poweroff", outer)
    check_usual(facts, ["loop=/live/root.ext4", "shutdown=poweroff"], {
        **HOST_MOUNT, "/run/initramfs": ("tmpfs", {"nosuid", "nodev", "mode=755"})})
    check_root(facts, ("/dev/loop0", "ext4", "rw"))
    assert "rw" in mounts(facts)[HOST][2]
    assert before != outer.read_bytes()
    inner = outer.with_name("written")
    inner.write_bytes(disks.debugfs(outer, "cat /live/root.ext4"))
    for path in (outer, inner):
        features = subprocess.run(["/sbin/dumpe2fs", "-h", path], check=True, capture_output=True,
                                  text=True).stdout
        assert "needs_recovery" not in features and "clean" in features


# ---- what is wrong -------------------------------------------------------------------------------

BAD = {
    "missing": ("/live/missing", "No such file or directory"),
    "short": ("/live/short.erofs", "truncated: it has "),
    "escape": ("/live/escape", "it contains no file system that gangway knows"),
}


@ONE_KERNEL
@pytest.mark.parametrize("what", BAD)
def test_bad(kernel, image, outer, what):
    """The image's /init, to which a link points from inside the disk, is not taken."""
    path, cause = BAD[what]
    before = outer.read_bytes()
    console = fail(kernel, image, f"root=LABEL=outer loop={path}", outer)
    assert f"gangway: step mount failed: loop={path}: {cause}" in console
    assert before == outer.read_bytes()


@ONE_KERNEL
def test_fallback(kernel, image, outer, tmp_path):
    """Neither the file nor its disk is left when the fallback is booted."""
    OTHER.make(tmp_path / "other", content())
    facts = boot(kernel, image, "root=LABEL=outer loop=/live gangway.fallback=LABEL=other", outer,
                 tmp_path / "other")
    check_usual(facts, ["loop=/live"])
    assert logged(facts, "gangway: root=LABEL=outer failed: loop=/live: not a regular file")
    assert mounts(facts)["/"][1] == "ext4" and mounts(facts)["/"][0].startswith("/dev/vd")
