# SPDX-License-Identifier: GPL-2.0
"""File systems are checked before they are mounted: what fsck(8) can and cannot repair."""

import subprocess

import pytest

from harness import containers, images
from harness.machines import ALL_MODULES
from harness.written import Machine, busybox, check_mounted

ONE_KERNEL = pytest.mark.parametrize("kernel", ["6.1"], indirect=True)

REPORT = b"""#!/bin/busybox sh
echo the init runs
/bin/busybox find /run/initramfs | /bin/busybox sed 's/^/run: /'
/bin/busybox mount | /bin/busybox sed 's/^/mounted: /'
/bin/busybox poweroff -f
"""
# Requests of debugfs(8). The first is repaired without a question, the others are not.
COUNT = "sif {} links_count 99"
MODE = "sif {} mode 0"
EXTENT = "sif {} block[0] 1"


def damage(path, request, file):
    """Also sets the state that the kernel sets when it finds an error; otherwise only fsck -f finds the damage."""
    assert is_clean(path)
    for each in (request.format(file), "ssv state 2"):
        subprocess.run(["/sbin/debugfs", "-w", "-R", each, path], check=True, capture_output=True)
    assert not is_clean(path)


def is_clean(path):
    return subprocess.run(["/sbin/e2fsck", "-fn", path], check=False, capture_output=True).returncode == 0


@pytest.fixture(name="image_with")
def make_image(kernel, made, tmp_path):
    """An image with this machine's e2fsck, or with a shell script in its place."""
    def image(name, *options, script=None):
        def make(path):
            root = tmp_path / "rootdir"
            containers.make_root(kernel, root, ["fsck.ext4"])
            config = tmp_path / "gangway.conf"
            config.write_text("gangway.modules= # the command line lists them\n")
            images.mkinitrd(kernel, path, "--rootdir", root, "--modules", ALL_MODULES, "--config", config,
                            "--busybox", "/bin/busybox", *options)
            if script:
                images.add_file(path, "usr/sbin/fsck.ext4", f"#!/bin/sh\n{script}\n".encode(), 0o755)
        return made(f"fsck-{name}-{kernel.release}", make)
    return image


@pytest.fixture(name="machine")
def make_machine(kernel, image_with, tmp_path):
    machine = Machine(kernel, image_with("all", "--with", "fsck,usr,overlay"), tmp_path)
    machine.root(files={"sbin/init": REPORT, "etc/file": b""})
    return machine


def test_clean(machine, tmp_path):
    """A clean root is not searched for errors, and the real system need not check it again. fsck.mode=force
    checks all of it; with fsck.mode=skip and fastboot, e2fsck is not run."""
    console = machine.boot()
    assert "root: clean, " in console
    assert "the init runs" in console and "run: /run/initramfs/fsck-root" in console
    for words in ("fsck.mode=skip fsck.mode=never fsck.repair=maybe", "fastboot"):
        console = machine.boot(words)
        if words != "fastboot":
            assert "ignoring fsck.mode=never" in console and "ignoring fsck.repair=maybe" in console
        assert "the init runs" in console and "clean" not in console and "fsck-root" not in console
    for words in ("fsck.mode=force", "forcefsck"):
        console = machine.boot(words)
        assert "non-contiguous" in console and "clean, " not in console and "the init runs" in console
    assert is_clean(tmp_path / "root")


@ONE_KERNEL
def test_repaired(machine, tmp_path):
    """Errors that can be repaired without a question are repaired, and this is logged."""
    damage(tmp_path / "root", COUNT, "/etc/file")
    console = machine.boot()
    assert "gangway: /usr/sbin/fsck.ext4 has repaired /dev/vda" in console
    assert "the init runs" in console and "run: /run/initramfs/fsck-root" in console
    assert is_clean(tmp_path / "root")


@ONE_KERNEL
@pytest.mark.parametrize("how", [MODE, EXTENT])
def test_unrepaired(machine, tmp_path, how):
    """A root with other errors is not mounted, and the cause names what to do. fsck.repair=yes repairs it."""
    path = tmp_path / "root"
    damage(path, how, "/etc")
    console = machine.boot()
    assert ("/dev/vda has errors: run /usr/sbin/fsck.ext4 /dev/vda in a shell, or boot with "
            "fsck.repair=yes") in console
    assert "gangway: step mount failed: " in console
    assert "the init runs" not in console and "EXT4-fs (vda): mounted" not in console
    assert "/dev/vda has errors" in machine.boot("fsck.repair=no")
    assert not is_clean(path)
    console = machine.boot("fsck.repair=yes")
    assert "fsck.ext4 has repaired /dev/vda" in console
    assert is_clean(path)


@ONE_KERNEL
def test_fallback(machine, tmp_path):
    """If the root cannot be repaired, the fallback is booted."""
    damage(tmp_path / "root", MODE, "/etc")
    machine.disk("other", {**busybox(), "sbin/init": REPORT}, directories=("usr", "dev", "proc", "sys", "run"))
    console = machine.boot("gangway.fallback=LABEL=other")
    assert "gangway: trying gangway.fallback=LABEL=other" in console
    assert "the init runs" in console


@ONE_KERNEL
def test_not_written(machine, tmp_path):
    """With an overlay, and on a read-only disk, nothing is repaired, since nothing is written."""
    path = tmp_path / "root"
    machine.root("LABEL=usr /usr ext4 ro 0 2\n", files={"sbin/init": REPORT, "etc/file": b""})
    machine.disk("usr", {"file": b""})
    damage(path, COUNT, "/etc/file")
    damage(tmp_path / "usr", COUNT, "/file")
    before = path.read_bytes(), (tmp_path / "usr").read_bytes()
    console = machine.boot("gangway.overlay=tmpfs")
    assert "the init runs" in console
    check_mounted(console, "/usr", "ext4", ["ro"])
    assert before == (path.read_bytes(), (tmp_path / "usr").read_bytes())
    before = path.read_bytes()
    read_only = [word.replace("cache=unsafe", "readonly=on") for word in machine.options["root"]]
    machine.options["root"] = read_only
    console = machine.boot()
    assert " is read-only: not checked" in console and "the init runs" in console
    assert "fsck-root" not in console and path.read_bytes() == before


@ONE_KERNEL
def test_below(machine, tmp_path):
    """File systems below the root are checked if the sixth field of fstab is not 0."""
    fstab = "LABEL=usr /usr ext4 ro 0 2\nLABEL=other /srv ext4 x-initrd.mount 0 0\n"
    machine.root(fstab, files={"sbin/init": REPORT}, directories=("usr", "srv"))
    for name in ("usr", "other"):
        machine.disk(name, {"file": b""})
        damage(tmp_path / name, COUNT, "/file")
    console = machine.boot()
    assert "run: /run/initramfs/fsck-usr" in console
    check_mounted(console, "/usr", "ext4", ["ro"])
    check_mounted(console, "/srv", "ext4", ["ro"])
    assert is_clean(tmp_path / "usr") and not is_clean(tmp_path / "other")
    damage(tmp_path / "usr", MODE, "/file")
    console = machine.boot()
    assert " has errors: run /usr/sbin/fsck.ext4 /dev/vd" in console and "the init runs" not in console


@ONE_KERNEL
def test_same_device(machine):
    """/usr on the device of the root, which is mounted, is not checked."""
    console = machine.boot("mount.usrflags=nodev")
    check_mounted(console, "/usr", "ext4", ["nodev"])
    assert console.count(": clean, ") == 1 and "exit status" not in console
    assert "fsck-root" in console and "fsck-usr" not in console


@ONE_KERNEL
def test_other_root(machine):
    """The mark of a checked root, whose init cannot run, is removed: the fallback cannot be checked."""
    machine.disk("other", {**busybox(), "sbin/init": REPORT}, directories=("usr", "dev", "proc", "sys", "run"))
    machine.root(files={"sbin/init": b"#!/none\n"})
    machine.options["other"] = [word.replace("cache=unsafe", "readonly=on") for word in machine.options["other"]]
    console = machine.boot("gangway.fallback=LABEL=other")
    assert "root: clean, " in console and "is read-only: not checked" in console
    assert "the init runs" in console and "fsck-root" not in console


@ONE_KERNEL
@pytest.mark.parametrize("body, says, end", [
    ("exit 2", "asks for a reboot", "guest-reset"),
    ("test $1 != -n || exit 1", "/dev/vda has errors", "guest-reset"),
    ("exit 8", "exit status 8; it is mounted unchecked", "guest-shutdown"),
    ("exit 127", "exit status 127; it is mounted unchecked", "guest-shutdown"),
    ("kill -9 $$", "was killed; the file system may be damaged", "guest-reset"),
])
def test_status(kernel, image_with, tmp_path, body, says, end):
    """The exit status of another program in the place of e2fsck."""
    image = image_with(body.split()[1], "--with", "fsck", script=body)
    machine = Machine(kernel, image, tmp_path)
    machine.root(files={"sbin/init": REPORT})
    with machine.start("fsck.repair=no") as guest:
        assert guest.wait_end() == end
        assert says in guest.console.text
        assert ("the init runs" in guest.console.text) == (end == "guest-shutdown")


@ONE_KERNEL
def test_slow(kernel, image_with, tmp_path):
    """A check that takes longer than the timeout is not ended, neither of the root nor of /usr. Meanwhile, a
    cause exists, so that /init does not search for devices."""
    image = image_with("slow", "--with", "fsck,usr",
                       script="sleep 15\necho cause: $(cat /run/gangway/cause)\necho the check is complete")
    machine = Machine(kernel, image, tmp_path)
    machine.root("LABEL=usr /usr ext4 ro 0 2\n", files={"sbin/init": REPORT})
    machine.disk("usr", {"file": b""})
    console = machine.boot("gangway.timeout=3")
    assert console.count("cause: /usr/sbin/fsck.ext4 /dev/vd") == 2
    assert console.count("the check is complete") == 2 and "the init runs" in console
