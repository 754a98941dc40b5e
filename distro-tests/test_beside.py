# SPDX-License-Identifier: GPL-2.0
"""gangway next to initramfs-tools: installed, a kernel installed, booted, removed and purged."""

import pytest

import system

# What the packages may leave: dpkg's own records of them are not listed.
DIRECTORIES = ("boot", "etc", "usr/lib", "usr/sbin", "usr/share/man", "var/cache", "var/lib/dpkg/info")

BOOTED = """\
echo booted=$(test -e /run/gangway/boot.json && echo gangway || echo other)
echo root=$(findmnt -no SOURCE,FSTYPE /)
echo failed=$(systemctl --failed --no-legend)
"""


@pytest.fixture(scope="module")
def debian(tmp_path_factory):
    made = system.System(tmp_path_factory.mktemp("beside"))
    yield made
    made.delete()


def images(debian):
    return {name for name in debian.files("boot") if name.startswith(("gangway-", "initrd.img-"))}


def test_packages(debian, debs):
    """Without a kernel, installing builds nothing; purging leaves nothing."""
    before = {directory: set(debian.files(directory)) for directory in DIRECTORIES}
    debian.dpkg("-i", *debian.copy_in(*debs))
    assert not images(debian)
    debian.dpkg("--purge", "gangway", "gangway-tools")
    assert {directory: set(debian.files(directory)) for directory in DIRECTORIES} == before


def test_kernel_in_chroot(debian, debs):
    """A kernel's package builds both images. Without /proc and /sys, gangway's is generic."""
    debian.dpkg("-i", *debian.copy_in(*debs))
    debian.dpkg("-i", *debian.kernel_debs())
    release = system.release_of(debian)
    ours, theirs = f"gangway-{release}.img", f"initrd.img-{release}"
    assert images(debian) == {ours, theirs}
    before = debian.files("boot")

    output = debian.must("update-gangway", "-u")
    assert "building a generic image" in output
    after = debian.files("boot")
    assert after[f"{ours}.old"] == before[ours], "the previous image is kept"
    assert after[theirs] == before[theirs], "that of initramfs-tools is not changed"


def test_other_packages_trigger(debian):
    """What makes initramfs-tools build an image makes gangway, too."""
    release = system.release_of(debian)
    before = debian.files("boot")
    debian.must("dpkg-trigger", "--no-await", "update-initramfs")
    debian.dpkg("--configure", "--pending")
    after = debian.files("boot")
    assert after[f"gangway-{release}.img"] != before[f"gangway-{release}.img"]


def test_boots(debian, tmp_path):
    """Both images boot the system to multi-user; on the machine, the new image is for it. After
    gangway was purged there, nothing of it is left, and initramfs-tools' image boots."""
    release = system.release_of(debian)
    boot = debian.root / "boot"
    ours = boot / f"gangway-{release}.img"
    debian.make_disk()

    vmlinuz = boot / f"vmlinuz-{release}"
    facts, console = debian.boot(vmlinuz, ours, BOOTED + "update-gangway -u\n")
    assert facts["status"] == ["0"], (facts, console[-2000:])
    assert facts["booted"] == ["gangway"] and facts["failed"] == [""]
    assert facts["root"][0].endswith("ext4")

    host = debian.fetch(f"/boot/gangway-{release}.img", tmp_path / "host.img")
    assert host.stat().st_size < ours.stat().st_size / 2, "only the drivers of this machine"
    purge = "dpkg --purge gangway gangway-tools >/root/output 2>&1 || cat /root/output >&2\n"
    left = "find /boot /etc /usr /var/cache /lib/modules -name '*gangway*' | sed s/^/left=/\n"
    facts, console = debian.boot(vmlinuz, host, f"{BOOTED}{purge}{left}")
    assert facts["status"] == ["0"], (facts, console[-2000:])
    assert facts["booted"] == ["gangway"] and "left" not in facts

    facts, console = debian.boot(vmlinuz, boot / f"initrd.img-{release}", BOOTED)
    assert facts["booted"] == ["other"] and facts["failed"] == [""]
