# SPDX-License-Identifier: GPL-2.0
"""gangway in the place of initramfs-tools: installed, a kernel installed, booted, and initramfs-tools
installed again. The tests continue each other."""

import pytest

import system
from harness import disks

FIRST, SECOND = system.FLAVOURS[1], system.FLAVOURS[0]
THEIRS, OURS = "initramfs-tools", "gangway-initramfs"

BOOTED = """\
echo booted=$(test -e /run/gangway/boot.json && echo gangway || echo other)
echo kernel=$(uname -r)
echo root=$(findmnt -no SOURCE,FSTYPE /)
echo failed=$(systemctl --failed --no-legend)
"""

# As another package does it; the image that is built on the machine is for this machine.
UPDATE = """\
echo owner=$(dpkg -S /usr/sbin/update-initramfs)
dpkg-trigger --no-await update-initramfs
dpkg --configure --pending >/root/output 2>&1
echo updated=$?
sed s/^/output=/ /root/output
"""


@pytest.fixture(scope="module")
def debian(tmp_path_factory):
    made = system.System(tmp_path_factory.mktemp("in-place"))
    made.dpkg("-i", *made.kernel_debs(FIRST))
    yield made
    made.delete()


def initrd(release):
    return f"initrd.img-{release}"


def images_in_boot(debian):
    return {name: about for name, about in debian.files("boot").items()
            if name.startswith(("gangway-", "initrd.img-"))}


def is_gangway(debian, name):
    return "/init.initramfs-tools" not in debian.must("gangway-mkinitrd", "--list", f"/boot/{name}") \
        and " lib/gangway/" in debian.must("gangway-mkinitrd", "--list", f"/boot/{name}")


def is_installed(debian, package):
    status, output = debian.run("dpkg-query", "-W", "-f", "${db:Status-Status}", package)
    return status == 0 and output == "installed"


def install(debian, *paths):
    """With apt, which removes packages that conflict, unlike dpkg."""
    return debian.must("apt-get", "install", "-y", *paths)


def check_booted(facts, console, release, by="gangway"):
    assert facts["status"] == ["0"], (facts, console[-2000:])
    assert (facts["booted"], facts["kernel"], facts["failed"]) == ([by], [release], [""])
    assert facts["root"][0].endswith("ext4")


# ---- in the chroot -------------------------------------------------------------------------------

def test_replaces(debian, debs, initramfs_deb):
    """apt removes initramfs-tools, on which kernels depend. The image has gangway; the other image is the
    backup, and those next to it are deleted."""
    name = initrd(debian.release(FIRST))
    debian.dpkg("-i", *debian.copy_in(*debs))
    assert set(images_in_boot(debian)) == {name, f"gangway-{debian.release(FIRST)}.img"}
    before = images_in_boot(debian)
    output = install(debian, *debian.copy_in(initramfs_deb))
    assert "building a generic image" in output, output
    assert is_installed(debian, OURS) and not is_installed(debian, THEIRS)
    after = images_in_boot(debian)
    assert set(after) == {name, f"{name}.bak"}
    assert after[f"{name}.bak"] == before[name]
    assert is_gangway(debian, name) and not is_gangway(debian, f"{name}.bak")
    assert "broken" not in debian.run("apt-get", "check")[1].lower()


def test_second_kernel(debian):
    """Its image is built once, although the hook of initramfs-tools is left, and deleted with the kernel."""
    before = images_in_boot(debian)
    output = debian.dpkg("-i", *debian.kernel_debs(SECOND))
    release = debian.release(SECOND)
    assert debian.run("test", "-e", f"/etc/kernel/postinst.d/{THEIRS}")[0] == 0
    assert output.count(f"update-initramfs: building /boot/{initrd(release)}\n") == 1, output
    after = images_in_boot(debian)
    assert set(after) - set(before) == {initrd(release)}
    debian.dpkg("--purge", f"linux-image-{SECOND}", f"linux-image-{release}")
    assert images_in_boot(debian) == before


def test_upgrade(debian, debs, initramfs_deb):
    """A new version of gangway is built into the image; the backup is not replaced."""
    name = initrd(debian.release(FIRST))
    before = images_in_boot(debian)
    debian.dpkg("-i", *debian.copy_in(*debs, initramfs_deb))
    after = images_in_boot(debian)
    assert set(after) == set(before) and after[name] != before[name]
    assert after[f"{name}.bak"] == before[f"{name}.bak"]


# ---- in QEMU -------------------------------------------------------------------------------------

def test_boots(debian, tmp_path):
    """The image from the chroot boots; the one that the trigger then builds on the machine, too."""
    release = debian.release(FIRST)
    vmlinuz, image = debian.root / "boot" / f"vmlinuz-{release}", debian.root / "boot" / initrd(release)
    debian.make_disk()
    facts, console = debian.boot(vmlinuz, image, BOOTED + UPDATE)
    check_booted(facts, console, release)
    assert facts["owner"] == [f"{OURS}: /usr/sbin/update-initramfs"]
    assert facts["updated"] == ["0"], facts
    assert f"update-initramfs: building /boot/{initrd(release)}" in facts["output"], facts

    disks.settle(debian.disk)
    host = debian.fetch(f"/boot/{initrd(release)}", tmp_path / "host.img")
    assert host.stat().st_size < image.stat().st_size / 2, "only the drivers of this machine"
    facts, console = debian.boot(vmlinuz, host, BOOTED)
    check_booted(facts, console, release)


LEFT = ("find", "/boot", "/etc", "/usr", "/var/cache", "/var/lib/dpkg/info", "/lib/modules", "-name", "*gangway*",
        "!", "-path", "/usr/share/doc/*")


def test_back(debian):
    """apt replaces it by initramfs-tools, which builds its own image. It boots, after a purge of gangway,
    of which nothing is left."""
    release = debian.release(FIRST)
    install(debian, debian.deb_again())
    assert is_installed(debian, THEIRS) and not is_installed(debian, OURS)
    assert not is_gangway(debian, initrd(release))
    assert debian.must("dpkg", "-S", "/usr/sbin/update-initramfs") == f"{THEIRS}: /usr/sbin/update-initramfs\n"
    debian.dpkg("--purge", "gangway", "gangway-tools")
    assert debian.must(*LEFT) == ""

    debian.make_disk()
    boot = debian.root / "boot"
    facts, console = debian.boot(boot / f"vmlinuz-{release}", boot / initrd(release), BOOTED)
    check_booted(facts, console, release, by="other")
