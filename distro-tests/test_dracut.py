# SPDX-License-Identifier: GPL-2.0
"""gangway as the /init of the images that dracut builds, with the dracut of Debian 12 and of sid: enabled,
booted, with the way back, and disabled. The tests continue each other."""

import pytest

import system
from harness import disks, kernels

# systemd, dracut, and all that gangway's packages depend on.
COMMON = ("systemd-sysv", "udev", "dracut", "cpio", "kmod", "linux-base", "zstd", "busybox-static",
          "libjson-c5", "libkmod2", "libmount1")
SUITES = {
    "bookworm": ("6.1", (*COMMON, "libarchive13", "libelf1")),
    "sid": ("newest", (*COMMON, "libarchive13t64", "libelf1t64", "libcom-err2", "libext2fs2t64")),
}
CONFIG = "etc/dracut.conf.d/gangway.conf"
KEPT = "init.dracut"
WORD = "gangway.debug" # its lines are in the log

BOOTED = """\
echo booted=$(test -e /run/gangway/boot.json && echo gangway || echo other)
echo failed=$(systemctl --failed --no-legend)
"""
# On the machine itself, the image is for this machine.
REBUILT = """\
dracut --force --hostonly /root/host.img $(uname -r) >/root/output 2>&1
echo rebuilt=$?
sed s/^/output=/ /root/output
"""


class Debian(system.System):
    def __init__(self, directory, suite):
        version, packages = SUITES[suite]
        super().__init__(directory, system.debian(f"dracut-{suite}", suite, packages))
        self.kernel = kernels.kernel(version)
        system.must("mkdir", "-p", self.root / "usr/lib/modules")
        system.must("cp", "-a", "--reflink=auto", self.kernel.modules, self.root / "usr/lib/modules")
        self.image = self.root / "boot" / f"initrd.img-{self.kernel.release}"

    def build(self, script=""):
        """What dracut prints."""
        release = self.kernel.release
        status, output = self.run_with_proc(
            f"{script}\ndracut --force --no-hostonly /boot/{self.image.name} {release} 2>&1")
        assert status == 0, output[-4000:]
        return output

    def listing(self):
        """{name: mode and size} in the image."""
        status, output = self.run_with_proc(f"lsinitrd /boot/{self.image.name}")
        assert status == 0, output[-4000:]
        rows = [line.split(maxsplit=8) for line in output.splitlines()]
        return {row[8]: (row[0], row[4]) for row in rows if len(row) == 9 and row[0][0] in "-dl"}


@pytest.fixture(scope="module", params=SUITES)
def debian(request, tmp_path_factory):
    made = Debian(tmp_path_factory.mktemp(f"dracut-{request.param}"), request.param)
    yield made
    made.delete()


@pytest.fixture(scope="module")
def original(debian):
    debian.build()
    return debian.listing()


def test_not_enabled(debian, original, debs):
    """With gangway installed, dracut's images are the same."""
    debian.dpkg("-i", *debian.copy_in(*debs))
    debian.build()
    assert debian.listing() == original


def test_enabled(debian, original):
    """All that was in the image still is; the other init has another name."""
    debian.write(CONFIG, f'add_dracutmodules+=" gangway "\nkernel_cmdline+=" {WORD} "\n')
    assert "gangway:" not in debian.build()
    files = debian.listing()
    init, = (name for name in original if name.split(" ")[0] == "init") # with its target, if it is a link
    assert set(original) - {init} | {init.replace("init", KEPT, 1)} <= set(files)
    assert files["init"][0].startswith("-")


def test_separate_usr(debian):
    """The image is not changed if gangway lacks what the system needs, which a line explains."""
    fstab = (debian.root / "etc/fstab").read_text()
    debian.write("etc/fstab", f"{fstab}LABEL=usr /usr ext4 defaults 0 2\n")
    assert "gangway: /etc/fstab: /usr is separate" in debian.build()
    assert KEPT not in " ".join(debian.listing())
    debian.write("etc/fstab", fstab)


def test_boots(debian, tmp_path):
    """The image from the chroot boots, the one that is then built on the machine, too; and with
    rdinit=, dracut's init."""
    debian.build()
    vmlinuz = debian.kernel.file("vmlinuz")
    debian.make_disk()
    facts, console = debian.boot(vmlinuz, debian.image, BOOTED + REBUILT)
    assert facts["status"] == ["0"], (facts, console[-2000:])
    assert (facts["booted"], facts["failed"], facts["rebuilt"]) == (["gangway"], [""], ["0"])
    assert "gangway: " not in "".join(facts.get("output", [])), facts
    assert "gangway: step mount" in console

    disks.settle(debian.disk)
    host = debian.fetch("/root/host.img", tmp_path / "host.img")
    facts, console = debian.boot(vmlinuz, host, BOOTED)
    assert (facts["booted"], facts["failed"]) == (["gangway"], [""])
    assert ", ext4, ro) after" in console  # although the image was built when it was rw
    facts, console = debian.boot(vmlinuz, host, BOOTED, f"rdinit=/{KEPT}")
    assert (facts["booted"], facts["failed"]) == (["other"], [""])
    assert "gangway: " not in console


def test_disabled(debian, original):
    system.must("rm", debian.root / CONFIG)
    debian.build()
    assert debian.listing() == original
