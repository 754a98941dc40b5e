# SPDX-License-Identifier: GPL-2.0
"""/usr and other file systems below the root, and gangway.overlay=: what /lib/gangway/mounts mounts."""

import re

import pytest

from harness import disks, images
from harness.machines import ALL_MODULES, MACHINES
from harness.roots import ROOT_X86_64
from harness.written import BLK, DISKS, LINK, REPORT, Machine, busybox, check_mounted

USR = DISKS["usr"].uuid


@pytest.fixture(name="machine")
def make_machine(kernel, made, tmp_path):
    def make(path):
        config = tmp_path / "gangway.conf"
        config.write_text("gangway.modules= # the command line lists them\n")
        images.mkinitrd(kernel, path, "--modules", ALL_MODULES, "--with", "usr,overlay",
                        "--config", config, "--busybox", "none")
    return Machine(kernel, made(f"mounts-{kernel.release}", make), tmp_path)


FSTAB = f"""# <file system> <mount point> <type> <options> <dump> <pass>
LABEL=local\t/usr/local  ext4  x-initrd.mount,nosuid 0 2
UUID={USR} /usr\\057 auto defaults,noatime,_netdev,x-test,comment=of\\040/usr 0 2
LABEL=other /home ext4 defaults 0 2
LABEL=other /mnt ext4 noauto,x-initrd.mount 0 2
LABEL=missing /srv ext4 nofail,x-initrd.mount 0 2
tmpfs /tmp tmpfs x-initrd.mount 0 0
"""


def test_fstab(machine):
    """/usr, which has the init; a file system below it, which is above it in fstab; others are not
    mounted, among them one that is missing, for which nothing waits."""
    machine.root(FSTAB, directories=("usr", "home", "mnt", "srv"))
    machine.usr()
    machine.disk("local", {"file": b""})
    machine.disk("other", {"file": b""})
    console = machine.boot()
    assert "running on /usr" in console
    check_mounted(console, "/usr", "ext4", ["ro", "noatime"])
    check_mounted(console, "/usr/local", "ext4", ["ro", "nosuid"])
    assert console.count("mounted: /dev/vd") == 3
    assert "/srv (line 6 of /etc/fstab): LABEL=missing is not mounted: nofail" in console
    assert "/tmp (line 7 of /etc/fstab): tmpfs is not mounted: not a block device" in console


def test_other_controller(machine):
    """/usr on a controller whose driver only coldplug finds, when the root is mounted already."""
    machine.root(f"UUID={USR} /usr ext4 ro 0 2\n")
    machine.usr(bus="lsi")
    console = machine.boot()
    assert "running on /usr" in console
    assert "mounted: /dev/sda on /usr type ext4 (ro" in console


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_parameters(machine):
    """mount.usr= overrides fstab; the root's options are the default for those of /usr."""
    machine.root("LABEL=other /usr ext4 ro 0 2\n")
    machine.usr()
    console = machine.boot("rw mount.usr=LABEL=usr rootflags=noatime mount.usrfstype=auto")
    assert "running on /usr" in console
    check_mounted(console, "/usr", "ext4", ["rw", "noatime"])
    console = machine.boot("rw mount.usr=LABEL=usr rootflags=noatime mount.usrflags=nodev,ro")
    check_mounted(console, "/usr", "ext4", ["ro", "nodev", "relatime"])


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_same_device(machine):
    """With mount.usrflags= alone, /usr is on the device of the root."""
    machine.root(directories=("usr/lib/systemd",), files={
        "usr/lib/systemd/systemd": REPORT, "sbin/init": "../usr/usr/lib/systemd/systemd"})
    console = machine.boot("mount.usrflags=noexec,exec,nodev")
    check_mounted(console, "/usr", "ext4", ["ro", "nodev"])
    assert "running on /usr" in console


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_late(machine):
    """/usr appears while it is awaited, and the log says what is missing."""
    machine.root(f"UUID={USR} /usr ext4 ro 0 2\n")
    machine.usr(bus="virtio-scsi")
    late = machine.options["usr"]
    machine.options["usr"] = late[:-2]  # without the disk
    with machine.start(modules=f"{BLK},{MACHINES['virtio-scsi'].modules}") as it:
        it.wait_console(f"gangway: waiting for /usr (line 1 of /etc/fstab): UUID={USR}")
        it.qmp("device_add", driver="scsi-hd", drive="usr", id="late")
        it.wait_end()
        assert "running on /usr" in it.console.text


# What is wrong: the fstab, and the cause. host-tests/tools/mounts.t has more.
BAD = {
    "missing": (f"UUID={USR} /usr ext4 ro 0 2\n",
                f"/usr (line 1 of /etc/fstab): UUID={USR}: did not appear"),
    "type": ("\n\nLABEL=other /usr xfs ro 0 2\n",
             "/usr (line 3 of /etc/fstab): cannot mount /dev/vd?: unknown type xfs; "
             "add its module with mkinitrd --modules"),
}


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
@pytest.mark.parametrize("what", BAD)
def test_bad(machine, what):
    fstab, cause = BAD[what]
    machine.root(fstab)
    machine.disk("other", {"lib/systemd/systemd": REPORT})
    console = re.sub("/dev/vd[a-z]", "/dev/vd?", machine.boot("gangway.timeout=4"))
    assert f"gangway: step mount failed: {cause}" in console
    assert "running on" not in console


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_link(machine):
    """/usr is a symbolic link: nothing is mounted on what it points to."""
    machine.root(f"UUID={USR} /usr ext4 ro 0 2\n", files={"usr": "etc", "sbin/init": REPORT},
                 directories=())
    machine.usr()
    console = machine.boot()
    cause = "/usr (line 1 of /etc/fstab): the mount point: Not a directory, or a symbolic link"
    assert f"gangway: step mount failed: {cause}" in console
    assert "running on" not in console


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_fallback(machine):
    """/usr is missing: the fallback is booted, and mount.usr= does not apply to it."""
    machine.root()
    machine.disk("other", {**busybox(), "sbin/init": REPORT, "etc/fstab": "fstab.real",
                           "etc/fstab.real": b"# nothing\n"},
                 directories=("usr", "dev", "proc", "sys", "run"))
    console = machine.boot("gangway.fallback=LABEL=other mount.usr=LABEL=usr gangway.timeout=8")
    assert "root=LABEL=root failed: /usr (mount.usr=): LABEL=usr: did not appear" in console
    assert "running on /usr" in console and " on /usr type" not in console


# ---- root=gpt-auto -------------------------------------------------------------------------------

USR_X86_64 = "8484680C-9521-48C6-9C11-B0720656F69E"


def add_auto(machine, *partitions, files=LINK, **options):
    """A disk with a root, and with partitions of the type of /usr: their labels and attributes."""
    machine.root(files=files, **options)
    parts = [(machine.directory / "root").read_bytes()]
    table = f"label: gpt\nstart=1MiB, size=16MiB, type={ROOT_X86_64}\n"
    for number, (label, attributes) in enumerate(partitions, 1):
        machine.disk("usr", {"lib/systemd/systemd": REPORT, f"is-{label}": b""})
        parts.append((machine.directory / "usr").read_bytes())
        table += (f'start={1 + 16 * number}MiB, size=16MiB, type={USR_X86_64}, name="{label}"'
                  f'{attributes and f", attrs={attributes}"}\n')
    path = machine.directory / "auto"
    disk = disks.Table("ext4", "", "", table=table, disk=2 + 16 * len(parts))
    disks.empty(path, disk.disk * disks.MIB)
    disk.make_table(path)
    with open(path, "r+b") as image:
        for number, part in enumerate(parts):
            image.seek((1 + 16 * number) * disks.MIB)
            image.write(part)
    machine.options.clear()
    machine.add("auto", path)


def test_gpt_auto(machine):
    """Of several partitions for /usr, that whose label has the highest version; not one with no-auto."""
    add_auto(machine, ("usr_1.9", ""), ("usr_1.10", ""), ("usr_2", "GUID:63"), ("usr_1.10~rc1", ""))
    console = machine.boot("root=gpt-auto rw")
    assert "running on /usr" in console
    assert "/usr (root=gpt-auto): mounted /dev/vda3 as ext4" in console
    check_mounted(console, "/usr", "ext4", ["rw"])


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_gpt_auto_read_only(machine):
    """The attribute of the partition overrides rw. With another root=, it is not mounted."""
    add_auto(machine, ("usr", "GUID:60"))
    console = machine.boot("root=gpt-auto rw")
    assert "mounted: /dev/vda2 on /usr type ext4 (ro" in console
    check_mounted(console, "/", "ext4", ["rw"])
    console = machine.boot("root=/dev/vda1")
    assert "running on /usr" not in console and "mounted /dev/vda2" not in console


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_gpt_auto_not_empty(machine):
    """The root has a /usr of its own, which is not hidden."""
    own = {"usr/lib/systemd/systemd": REPORT.replace(b"running on", b"running on its own"), **LINK}
    add_auto(machine, ("usr", ""), files=own)
    console = machine.boot("root=gpt-auto")
    assert "/usr (root=gpt-auto): /dev/vda2 is not mounted: /usr of the root is not empty" in console
    assert "running on its own /usr" in console and " on /usr type" not in console


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_gpt_auto_fstab(machine):
    """The fstab of the root has priority, also with a device that is missing."""
    add_auto(machine, ("usr", ""), fstab="LABEL=none /usr ext4 nofail 0 0\n")
    console = machine.boot("root=gpt-auto")
    assert "running on" not in console and "mounted /dev/vda2" not in console


# ---- gangway.overlay= -----------------------------------------------------------------------------

# Counts boots in /count of the root.
COUNT = b"""#!/bin/busybox sh
/bin/busybox [ -e /count ] && echo "count: $(/bin/busybox cat /count)"
echo x >>/count && echo "/count is written"
/bin/busybox rm /etc/removed && echo "/etc/removed is removed"
echo "upper: $(/bin/busybox find /run/gangway/overlay/upper/gangway-overlay -name count)"
echo "lower: $(/bin/busybox ls /run/gangway/overlay/lower/etc/removed)"
echo "access: $(/bin/busybox stat -c %a /run/gangway/overlay/) $(/bin/busybox stat -c %a /)"
/bin/busybox mount | /bin/busybox sed 's/^/mounted: /'
/bin/busybox sync
/bin/busybox poweroff -f
"""
COUNTED = {"sbin/init": COUNT, "etc/removed": b""}
LAYERS = "/run/initramfs/gangway-overlay"


def check_overlay(console, device, root="root"):
    assert "/count is written" in console and "/etc/removed is removed" in console
    upper = f"/run/gangway/overlay/upper/gangway-overlay/{DISKS[root].uuid}/upper/count"
    assert upper in console
    assert "lower: /run/gangway/overlay/lower/etc/removed" in console
    assert "access: 700 755" in console
    check_mounted(console, "/", "overlay", ["rw", f"lowerdir={LAYERS}/lower"])
    check_mounted(console, f"{LAYERS}/lower", "ext4", ["ro"])
    check_mounted(console, f"{LAYERS}/upper", device, ["rw", "nosuid", "nodev"])


def test_overlay_in_memory(machine):
    """Nothing is written to the disks, also with rw; systemd.volatile=overlay is the same."""
    machine.root("LABEL=other /usr ext4 rw 0 2\n", files=COUNTED)
    machine.disk("other", {"file": b""})
    before = [(machine.directory / name).read_bytes() for name in ("root", "other")]
    for words in ("rw gangway.overlay=tmpfs", "rw systemd.volatile=overlay"):
        console = machine.boot(words)
        check_overlay(console, "tmpfs")
        check_mounted(console, "/usr", "ext4", ["ro"])
        assert "count: " not in console
    assert before == [(machine.directory / name).read_bytes() for name in ("root", "other")]


def test_overlay_on_device(machine):
    """What is written is on the device in the next boot; the root's disk does not change."""
    machine.root(files=COUNTED)
    machine.disk("other", {"file": b""})
    before = (machine.directory / "root").read_bytes()
    check_overlay(machine.boot("gangway.overlay=LABEL=other"), "ext4")
    console = machine.boot("gangway.overlay=LABEL=other")
    assert "count: x" in console and "/etc/removed is removed" not in console
    assert before == (machine.directory / "root").read_bytes()


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_overlay_of_fallback(machine):
    """Each root has its own directory on the device: changes to one do not hide files of the other."""
    machine.root(files=COUNTED)
    machine.disk("usr", {**busybox(), **COUNTED}, directories=disks.DIRS)
    machine.disk("other", {"file": b""})
    check_overlay(machine.boot("gangway.overlay=LABEL=other"), "ext4")
    console = machine.boot("root=LABEL=none gangway.fallback=LABEL=usr gangway.timeout=4 "
                           "gangway.overlay=LABEL=other")
    assert "trying gangway.fallback=LABEL=usr" in console and "count: " not in console
    check_overlay(console, "ext4", "usr")
    assert "count: x" in machine.boot("gangway.overlay=LABEL=other")


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
@pytest.mark.parametrize("layer, cause", [
    ("LABEL=other", ": LABEL=other: did not appear"),
    ("LABEL=root", "=LABEL=root: this is the device of the root: Device or resource busy"),
])
def test_no_overlay(machine, layer, cause):
    machine.root(files=COUNTED)
    console = machine.boot(f"gangway.timeout=4 gangway.overlay={layer}")
    assert f"gangway: step mount failed: gangway.overlay{cause}" in console
    assert "is written" not in console


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_no_helper(machine, tmp_path):
    """Without the helpers gangway.overlay= fails, so that nothing is written to the root."""
    machine.root(files=COUNTED)
    machine.image = tmp_path / "image"
    images.mkinitrd(machine.kernel, machine.image, "--modules", ALL_MODULES, "--busybox", "none")
    console = machine.boot("rw gangway.overlay=tmpfs")
    cause = "/lib/gangway/mounts: No such file or directory"
    assert f"gangway: step mount failed: {cause}" in console
    assert "/count is written" in machine.boot("rw systemd.volatile=state")
