# SPDX-License-Identifier: GPL-2.0
"""The entries of gangway-entry, booted by systemd-boot with UEFI and by Syslinux with a BIOS. The default is the
entry of initramfs-tools. Each test continues with the disks of the one before."""

import pytest

import loaders
import system

FLAVOUR = system.FLAVOURS[1]
BOOT = "BOOT"
FSTAB = f"""\
LABEL={loaders.ESP.upper()} /efi vfat {loaders.OPTIONS} 0 0
LABEL={BOOT} /boot vfat {loaders.OPTIONS} 0 0
"""
# The variable contains 32 bits of attributes and UTF-16.
BOOTED = """\
echo booted=$(test -e /run/gangway/boot.json && echo gangway || echo other)
echo failed=$(systemctl --failed --no-legend)
variable=/sys/firmware/efi/efivars/LoaderEntrySelected-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f
[ ! -e $variable ] || echo entry=$(tr -cd '[:print:]' <$variable)
"""
WRITE = """\
gangway-entry --write systemd-boot >/root/output 2>&1
echo written=$?
gangway-entry --write extlinux >>/root/output 2>&1
echo written=$?
sed s/^/output=/ /root/output
bootctl set-oneshot gangway-$(uname -r).conf
echo once=$?
"""
MENU = """\
default l0
prompt 1
timeout 100

label l0
	linux /vmlinuz-{release}
	initrd /initrd.img-{release}
	append {words}
"""


class Machine:
    """Debian 12 with a separate /boot for Syslinux, and an EFI system partition."""

    def __init__(self, directory, debs):
        source = system.debian("loaders", system.SUITE, (*system.PACKAGES, "systemd-boot"))
        self.debian = system.System(directory, source)
        kernel_debs = system.kernel_debs(system.base(), FLAVOUR)
        self.debian.dpkg("-i", *self.debian.copy_in(*debs))
        self.debian.dpkg("-i", *self.debian.copy_in(*(system.base() / path[1:] for path in kernel_debs)))
        self.debian.write("etc/fstab", (self.debian.root / "etc/fstab").read_text() + FSTAB)
        system.must("mkdir", "-p", self.debian.root / "efi")
        self.release = self.debian.release(FLAVOUR)
        self.firmware = loaders.Firmware(directory)
        self.esp, self.boot = directory / "esp", directory / "boot"
        self.make_esp(directory / "esp-files")
        self.make_boot(directory / "boot-files")
        self.debian.make_disk()

    def make_esp(self, tree):
        """As `bootctl install` and kernel-install leave it."""
        for directory in ("EFI/BOOT", "EFI/systemd", "loader/entries", "debian"):
            (tree / directory).mkdir(parents=True)
        program = self.debian.root / "usr/lib/systemd/boot/efi/systemd-bootx64.efi"
        for path in ("EFI/BOOT/BOOTX64.EFI", "EFI/systemd/systemd-bootx64.efi"):
            system.must("cp", program, tree / path)
        for name, file in (("linux", "vmlinuz"), ("initrd", "initrd.img")):
            system.must("cp", self.debian.root / f"boot/{file}-{self.release}", tree / "debian" / name)
        (tree / "loader/loader.conf").write_text("timeout 1\n")
        (tree / "loader/entries/debian.conf").write_text(
            f"title Debian\nsort-key debian\nlinux /debian/linux\ninitrd /debian/initrd\noptions {loaders.WORDS}\n")
        loaders.make_esp(self.esp, 256, tree)

    def make_boot(self, tree):
        system.must("cp", "-r", self.debian.root / "boot", tree)
        (tree / "extlinux").mkdir()
        (tree / "extlinux/extlinux.conf").write_text(MENU.format(release=self.release, words=loaders.WORDS))
        (tree / "syslinux.cfg").write_text("serial 0 115200\ninclude /extlinux/extlinux.conf\n")
        loaders.make_bios_disk(self.boot, 256, BOOT, tree)

    def options(self, efi):
        first, second = (1, 2) if efi else (2, 1)
        return (*(self.firmware.options if efi else ()), *loaders.disk(self.esp, "esp", first),
                *loaders.disk(self.boot, "boot", second))

    def start(self, check=BOOTED, efi=True):
        return self.debian.machine(None, None, check, options=self.options(efi))


@pytest.fixture(scope="module")
def machine(tmp_path_factory, debs):
    made = Machine(tmp_path_factory.mktemp("loaders"), debs)
    yield made
    made.debian.delete()


def check_boot(guest, by, entry=None):
    """The system is up, by systemd-boot if it is an entry of that; returns the rest of the report."""
    facts = guest.facts()
    guest.wait_end()
    assert facts["status"] == ["0"], (facts, guest.console.text[-2000:])
    assert (facts["booted"], facts["failed"]) == ([by], [""]), facts
    assert facts.get("entry") == ([entry] if entry else None), facts
    return facts


def test_written(machine):
    """Debian's entry is the default. gangway's entries are added on the booted system, and the output explains
    what to do if gangway does not boot."""
    with machine.start(BOOTED + WRITE) as guest:
        facts = check_boot(guest, "other", "debian.conf")
    assert (facts["written"], facts["once"]) == (["0", "0"], ["0"]), facts
    output = "\n".join(facts["output"])
    assert output.count("If it does not boot, reboot and choose the default entry") == 2, output
    assert "error" not in facts, facts


def test_systemd_boot(machine):
    """The kernel and the image are the copies on the boot partition."""
    with machine.start() as guest:
        check_boot(guest, "gangway", f"gangway-{machine.release}.conf")


def test_return_from_systemd_boot(machine):
    with machine.start() as guest:
        check_boot(guest, "other", "debian.conf")


def test_syslinux(machine):
    """Types the label, as a user does without a menu."""
    with machine.start(efi=False) as guest:
        guest.wait_console("boot:")
        guest.type(f"gangway-{machine.release}\r")
        check_boot(guest, "gangway")


def test_return_from_syslinux(machine):
    with machine.start(efi=False) as guest:
        guest.wait_console("boot:")
        check_boot(guest, "other")
