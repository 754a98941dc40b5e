# SPDX-License-Identifier: GPL-2.0
"""gangway as the /init of the images that initramfs-tools builds: enabled, booted, also with
rdinit=, and removed. The tests continue each other."""

import pytest

import system
from harness import disks

FLAVOUR = system.FLAVOURS[1]
CONFIG = "etc/gangway/mkinitrd.conf"
KEPT = "init.initramfs-tools"

BOOTED = """\
echo booted=$(test -e /run/gangway/boot.json && echo gangway || echo other)
echo failed=$(systemctl --failed --no-legend)
echo loops=$(cat /sys/module/loop/parameters/max_loop)
"""

# On the machine itself, gangway's files are for this machine. MODULES=dep is quicker in a guest.
UPDATE = """\
sed -i s/^MODULES=.*/MODULES=dep/ /etc/initramfs-tools/initramfs.conf
update-initramfs -u >/root/output 2>&1
echo updated=$?
sed s/^/output=/ /root/output
"""


@pytest.fixture(scope="module")
def debian(tmp_path_factory):
    made = system.System(tmp_path_factory.mktemp("initramfs-tools"))
    made.dpkg("-i", *made.kernel_debs(FLAVOUR))
    yield made
    made.delete()


def initrd(debian):
    return debian.root / "boot" / f"initrd.img-{debian.release(FLAVOUR)}"


def listing(debian):
    """{name: mode and size} in the image."""
    lines = debian.must("lsinitramfs", "-l", f"/boot/{initrd(debian).name}").splitlines()
    rows = [line.split(maxsplit=8) for line in lines]
    return {row[8]: (row[0], row[4]) for row in rows if len(row) == 9}


@pytest.fixture(scope="module")
def original(debian):
    return listing(debian)


def test_not_enabled(debian, original, debs):
    """Installing gangway does not build the images again; when they are, they are the same."""
    before = debian.files("boot")
    debian.dpkg("-i", *debian.copy_in(*debs))
    assert debian.files("boot")[initrd(debian).name] == before[initrd(debian).name]
    debian.must("update-initramfs", "-u")
    assert listing(debian) == original


def test_enabled(debian, original):
    """All that was in the image still is; the other init has another name."""
    debian.write(CONFIG, "INITRAMFS_TOOLS=yes\n")
    debian.write("etc/initramfs-tools/modules", "loop max_loop=3\n")
    assert "\nW: gangway" not in debian.must("update-initramfs", "-u")
    files = listing(debian)
    assert set(original) <= set(files)
    assert files[KEPT] == original["init"] != files["init"]
    modules = {name for name in original if name.endswith(".ko")}
    assert modules and {name: files[name] for name in modules} == {name: original[name] for name in modules}


def test_upgrade(debian, debs):
    """A new version of gangway is built into the image."""
    before = debian.files("boot")[initrd(debian).name]
    debian.dpkg("-i", *debian.copy_in(*debs))
    assert debian.files("boot")[initrd(debian).name] != before
    assert KEPT in listing(debian)


def test_boots(debian, tmp_path):
    """The image from the chroot boots, the one that is then built on the machine, too; and with
    rdinit=, that of initramfs-tools."""
    release = debian.release(FLAVOUR)
    vmlinuz, image = debian.root / "boot" / f"vmlinuz-{release}", initrd(debian)
    debian.make_disk()
    facts, console = debian.boot(vmlinuz, image, BOOTED + UPDATE)
    assert facts["status"] == ["0"], (facts, console[-2000:])
    assert (facts["booted"], facts["failed"], facts["loops"]) == (["gangway"], [""], ["3"])
    assert facts["updated"] == ["0"] and "W: gangway" not in "".join(facts["output"]), facts

    disks.settle(debian.disk)
    host = debian.fetch(f"/boot/{image.name}", tmp_path / "host.img")
    facts, console = debian.boot(vmlinuz, host, BOOTED)
    assert (facts["booted"], facts["failed"], facts["loops"]) == (["gangway"], [""], ["3"])
    facts, console = debian.boot(vmlinuz, host, BOOTED, f"rdinit=/{KEPT}")
    assert (facts["booted"], facts["failed"]) == (["other"], [""])
    assert "gangway: " not in console


def test_removed(debian, original):
    """Removing gangway gives the images back."""
    debian.write("etc/initramfs-tools/modules", "")
    debian.dpkg("--purge", "gangway", "gangway-tools")
    assert listing(debian) == original
