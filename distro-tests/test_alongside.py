# SPDX-License-Identifier: GPL-2.0
"""gangway next to initramfs-tools: installed, two kernels installed, an upgrade that fails, a kernel
removed, gangway purged. The tests continue each other."""

import subprocess

import pytest

import system
from harness import disks, images

# What the packages may leave: dpkg's own records of them are not listed.
DIRECTORIES = ("boot", "etc", "usr/lib", "usr/sbin", "usr/share/man", "var/cache", "var/lib/dpkg/info")
FIRST, SECOND = system.FLAVOURS

BOOTED = """\
echo booted=$(test -e /run/gangway/boot.json && echo gangway || echo other)
echo kernel=$(uname -r)
echo root=$(findmnt -no SOURCE,FSTYPE /)
echo failed=$(systemctl --failed --no-legend)
"""


@pytest.fixture(scope="module")
def debian(tmp_path_factory):
    made = system.System(tmp_path_factory.mktemp("alongside"))
    yield made
    made.delete()


def image(release):
    return f"gangway-{release}.img"


def images_in_boot(debian):
    return {name for name in debian.files("boot") if name.startswith(("gangway-", "initrd.img-"))}


def check_booted(facts, console, release, by="gangway"):
    assert facts["status"] == ["0"], (facts, console[-2000:])
    assert (facts["booted"], facts["kernel"], facts["failed"]) == ([by], [release], [""])
    assert facts["root"][0].endswith("ext4")


# ---- in the chroot -------------------------------------------------------------------------------

def test_packages(debian, debs):
    """Without a kernel, installing builds nothing; purging leaves nothing."""
    before = {directory: set(debian.files(directory)) for directory in DIRECTORIES}
    debian.dpkg("-i", *debian.copy_in(*debs))
    assert not images_in_boot(debian)
    debian.dpkg("--purge", "gangway", "gangway-tools")
    assert {directory: set(debian.files(directory)) for directory in DIRECTORIES} == before


def test_kernel_in_chroot(debian, debs):
    """A kernel's package builds both images. Without /proc and /sys, gangway's is generic."""
    debian.dpkg("-i", *debian.copy_in(*debs))
    debian.dpkg("-i", *debian.kernel_debs(FIRST))
    release = debian.release(FIRST)
    ours, theirs = image(release), f"initrd.img-{release}"
    assert images_in_boot(debian) == {ours, theirs}
    before = debian.files("boot")

    output = debian.must("update-gangway", "-u")
    assert "building a generic image" in output
    after = debian.files("boot")
    assert after[f"{ours}.old"] == before[ours], "the previous image is kept"
    assert after[theirs] == before[theirs], "that of initramfs-tools is not changed"


def test_other_packages_trigger(debian):
    """What makes initramfs-tools build an image makes gangway, too."""
    ours = image(debian.release(FIRST))
    before = debian.files("boot")
    debian.must("dpkg-trigger", "--no-await", "update-initramfs")
    debian.dpkg("--configure", "--pending")
    assert debian.files("boot")[ours] != before[ours]


def test_second_kernel(debian):
    """It has its own images; those of the first are not changed."""
    before = debian.files("boot")
    debian.dpkg("-i", *debian.kernel_debs(SECOND))
    after, release = debian.files("boot"), debian.release(SECOND)
    assert {image(release), f"initrd.img-{release}"} == images_in_boot(debian) - set(before)
    assert {name: after[name] for name in before} == before


# Only gangway's hook runs, which saves the time that initramfs-tools takes.
FULL = """\
chmod -x /etc/kernel/postinst.d/initramfs-tools
dpkg --force-unsafe-io --unpack {debs} || exit 1
dd if=/dev/zero of=/boot/ballast bs=4096
sha256sum /boot/{image} >/root/sum
dpkg --force-unsafe-io --configure --pending
echo full=$?
sha256sum -c --status /root/sum
echo changed=$?
echo left=$(ls /boot/*.mkinitrd-* 2>/dev/null)
rm /boot/ballast
dpkg --force-unsafe-io --configure --pending
echo again=$?
cmp -s /boot/{image} /boot/{image}.old
echo kept=$?
chmod +x /etc/kernel/postinst.d/initramfs-tools
"""


def test_full_boot(debian):
    """An upgrade on a full /boot: dpkg reports the error, the image is unchanged. When there is
    space, dpkg completes the upgrade."""
    release, debs = debian.release(SECOND), debian.kernel_debs(SECOND)
    status, output = debian.run_in_small_boot(
        200, FULL.format(debs=" ".join(debs), image=image(release)))
    assert status == 0, output[-4000:]
    failed, again = output.split("full=1\n")
    assert "No space left on device\n" in failed
    assert f"update-gangway: /boot/{image(release)}: not built; an earlier image was kept\n" in failed
    assert f"dpkg: error processing package linux-image-{release} (--configure):" in failed
    assert again.startswith("changed=0\nleft=\n"), again
    assert "again=0\nkept=0\n" in again, again


# ---- in QEMU -------------------------------------------------------------------------------------

WRITES = """\
writes() { [ -e "$(echo $image.mkinitrd-*)" ]; }
"""

# An update that dpkg runs, which is that of the newest kernel, is interrupted while it writes the
# image.
STOPPED = WRITES + """\
image=/boot/gangway-$(linux-version list | linux-version sort --reverse | head -n 1).img
sha256sum $image >/root/sum
dpkg-trigger --no-await update-initramfs
dpkg --triggers-only gangway >/root/output 2>&1 &
until writes || ! kill -0 $!; do sleep 0.1; done
kill $(grep -l update-gangwa[y] /proc/[0-9]*/cmdline | cut -d / -f 3)
wait $!
echo stopped=$?
sed s/^/output=/ /root/output
sha256sum -c --status /root/sum
echo changed=$?
echo left=$(ls /boot/*.mkinitrd-* 2>/dev/null)
dpkg --configure gangway >/dev/null 2>&1
echo again=$?
true
"""

# Announces the moments at which the power fails.
CUT = WRITES + """\
release=$(uname -r)
image=/boot/gangway-$release.img
update-gangway -u -k $release >/dev/null 2>&1
for moment in written renamed last; do
    update-gangway -u -k $release >/dev/null 2>&1 &
    until writes; do kill -0 $! || { echo missed=$moment; break; }; done
    [ $moment != renamed ] || while writes; do :; done
    echo cut=$moment
    wait $!
done
"""

LEFT = """\
update-gangway -u -k $(uname -r)
echo left=$(ls /boot/*.mkinitrd-* 2>/dev/null)
"""

REMOVED = """\
dpkg='dpkg --force-unsafe-io'
$dpkg --purge linux-image-{flavour} linux-image-{release} >/root/output 2>&1 || cat /root/output >&2
echo images=$(cd /boot && ls gangway-* initrd.img-*)
$dpkg --purge gangway gangway-tools >/root/output 2>&1 || cat /root/output >&2
find /boot /etc /usr /var/cache /lib/modules -name '*gangway*' | sed s/^/left=/
"""


def check_image(disk, path, to):
    """The image on that disk is complete; returns its size."""
    to.write_bytes(disks.read(disk, path).content)
    listed = subprocess.run([images.BUILD / "mkinitrd", "--list", to], capture_output=True, text=True)
    assert listed.returncode == 0 and " init\n" in listed.stdout, (path, listed)
    return to.stat().st_size


def test_interrupted(debian, tmp_path):
    """gangway's image boots the first kernel to multi-user. After SIGTERM, or if the power fails,
    the image is the old or the new one, and boots."""
    release, boot = debian.release(FIRST), debian.root / "boot"
    debian.make_disk()
    with debian.machine(boot / f"vmlinuz-{release}", boot / image(release),
                        BOOTED + STOPPED, CUT) as machine:
        facts = machine.facts()
        check_booted(facts, machine.console.text, release)
        assert facts["stopped"] == ["1"], facts
        assert "dpkg: error processing package gangway (--triggers-only):" in facts["output"]
        assert any(line.endswith("returned error exit status 143") for line in facts["output"])
        assert (facts["changed"], facts["left"], facts["again"]) == (["0"], [""], ["0"])
        for moment in ("written", "renamed"):
            machine.wait(lambda: f"cut={moment}\n" in machine.port.text, f"the image is {moment}")
            copy = debian.copy_disk(machine)
            for path in (f"boot/{image(release)}", f"boot/{image(release)}.old"):
                check_image(copy, path, tmp_path / moment)
            copy.unlink()
        machine.wait(lambda: "cut=last\n" in machine.port.text, "the last cut")
        assert "missed=" not in machine.port.text

    disks.settle(debian.disk)
    size = check_image(debian.disk, f"boot/{image(release)}", tmp_path / "host.img")
    assert size < (boot / image(release)).stat().st_size / 2, "only the drivers of this machine"
    facts, console = debian.boot(boot / f"vmlinuz-{release}", tmp_path / "host.img",
                                 BOOTED + LEFT)
    check_booted(facts, console, release)
    assert facts["left"] == [""]


def test_removed(debian):
    """The second kernel boots. The first is removed with its images; then gangway is purged, and
    nothing of it is left. initramfs-tools' image boots."""
    first, release, boot = debian.release(FIRST), debian.release(SECOND), debian.root / "boot"
    vmlinuz = boot / f"vmlinuz-{release}"
    facts, console = debian.boot(vmlinuz, boot / image(release),
                                 BOOTED + REMOVED.format(flavour=FIRST, release=first))
    check_booted(facts, console, release)
    left = set(facts["images"][0].split())
    assert {image(release), f"initrd.img-{release}"} <= left
    assert not any(first in name for name in left), left
    assert "error" not in facts and "left" not in facts, facts

    facts, console = debian.boot(vmlinuz, boot / f"initrd.img-{release}", BOOTED)
    check_booted(facts, console, release, by="other")
