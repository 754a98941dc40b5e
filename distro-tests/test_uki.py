# SPDX-License-Identifier: GPL-2.0
"""Unified kernel images that kernel-install and ukify of Debian sid make with gangway's initrd, booted by
systemd-boot with UEFI: boot counting, and a second profile for rescue. The tests continue each other."""

import re
from pathlib import Path

import pytest

import loaders
import system
from harness import kernels
from test_kernel_install import SID, TOKEN

PACKAGES = (*SID, "systemd-sysv", "udev", "systemd-boot")
TRIES = 3

BOOTED = """\
echo booted=$(test -e /run/gangway/boot.json && echo gangway || echo other)
echo failed=$(systemctl --failed --no-legend)
echo cmdline=$(cat /proc/cmdline)
cd /efi/EFI/Linux
for second in $(seq 60); do ls *+{left}-1.efi >/dev/null 2>&1 || break; sleep 1; done
echo files=$(ls)
bootctl list --json=short | sed s/^/list=/
bootctl set-oneshot {entry}
echo once=$?
"""


def block(path, begin):
    """An indented block of a document, as a user copies it."""
    text = Path(path).read_text()
    found = re.search(rf"^    {re.escape(begin)}\n(?:(?:    .*)?\n)*", text, re.MULTILINE)
    return re.sub("^    ", "", found.group(0), flags=re.MULTILINE).rstrip() + "\n"


class Machine(system.System):
    def __init__(self, directory, debs):
        super().__init__(directory, system.debian("uki", "sid", PACKAGES))
        self.directory, self.kernel = directory, kernels.kernel("newest")
        release = self.kernel.release
        self.name = f"{TOKEN}-{release}"
        self.dpkg("-i", *self.copy_in(*debs))
        for path in ("usr/lib/modules", "etc/kernel/install.d", "efi/EFI/Linux"):
            system.must("mkdir", "-p", self.root / path)
        system.must("cp", "-a", "--reflink=auto", self.kernel.modules, self.root / "usr/lib/modules")
        system.must("cp", self.kernel.file("vmlinuz"), self.root / f"boot/vmlinuz-{release}")
        self.write("etc/machine-id", f"{TOKEN}\n")
        self.write("etc/kernel/entry-token", f"{TOKEN}\n")
        self.write("etc/kernel/install.conf", "layout=uki\nBOOT_ROOT=/efi\ninitrd_generator=gangway\n")
        self.write("etc/kernel/tries", f"{TRIES}\n")
        self.write("etc/kernel/cmdline", f"{loaders.WORDS}\n")
        fstab = (self.root / "etc/fstab").read_text()
        self.write("etc/fstab", f"{fstab}LABEL={loaders.ESP.upper()} /efi vfat {loaders.OPTIONS} 0 0\n")
        self.firmware = loaders.Firmware(directory)
        self.esp = directory / "esp"

    def add(self):
        """kernel-install's output, and the files in EFI/Linux."""
        status, output = self.run_with_proc(
            f"kernel-install add {self.kernel.release} /boot/vmlinuz-{self.kernel.release} 2>&1")
        assert status == 0, output[-4000:]
        return output, {path.name for path in (self.root / "efi/EFI/Linux").iterdir()}

    def make_esp(self, images):
        """With systemd-boot and these images of EFI/Linux, which are moved."""
        tree = self.directory / "esp-files"
        for directory in ("EFI/BOOT", "EFI/systemd", "EFI/Linux", "loader"):
            (tree / directory).mkdir(parents=True)
        program = self.root / "usr/lib/systemd/boot/efi/systemd-bootx64.efi"
        for path in ("EFI/BOOT/BOOTX64.EFI", "EFI/systemd/systemd-bootx64.efi"):
            system.must("cp", program, tree / path)
        (tree / "loader/loader.conf").write_text("timeout 1\n")
        for image in images:
            system.must("mv", image, tree / "EFI/Linux")
        loaders.make_esp(self.esp, 384, tree)

    def start(self, check):
        options = (*self.firmware.options, *loaders.disk(self.esp, "esp", 1))
        return self.machine(None, None, check, options=options)


@pytest.fixture(scope="module")
def machine(tmp_path_factory, debs):
    made = Machine(tmp_path_factory.mktemp("uki"), debs)
    yield made
    made.delete()


def test_built(machine):
    """Two images with boot counting, whose file system for the root is missing in one."""
    images = machine.root / "efi/EFI/Linux"
    counted = f"{machine.name}+{TRIES}.efi"
    machine.write("etc/kernel/cmdline", f"{loaders.WORDS} root=LABEL=missing gangway.timeout=2\n")
    assert machine.add()[1] == {counted}
    # systemd-boot prefers the newer one.
    bad = images.parent / f"{machine.name}.1+1.efi"
    system.must("mv", images / counted, bad)
    machine.write("etc/kernel/cmdline", f"{loaders.WORDS}\n")
    machine.write("etc/kernel/install.d/61-rescue.install", block("docs/kernel-install.md", "#!/bin/sh"))
    machine.must("chmod", "755", "/etc/kernel/install.d/61-rescue.install")
    assert machine.add()[1] == {counted}
    profiles = machine.run_with_proc(f"ukify inspect /efi/EFI/Linux/{counted}")[1]
    assert profiles.count(".profile") == 2 and profiles.count(".cmdline") == 2, profiles
    machine.make_esp((bad, images / counted))
    machine.make_disk()


def test_failed_boot_is_counted(machine):
    """The machine resets, and the image has no tries left."""
    with machine.start("exit 1") as guest:
        assert guest.wait_end() == "guest-reset"
        assert "root=LABEL=missing did not appear within 2 s" in guest.console.text
        assert "end=" not in guest.port.text # only the firmware has written to it


def test_other_image_boots(machine):
    """Without a user; systemd-bless-boot marks this image as good."""
    with machine.start(BOOTED.format(left=TRIES - 1, entry=f"{machine.name}.efi@rescue")) as guest:
        facts = guest.facts()
        guest.wait_end()
    assert facts["status"] == ["0"], (facts, guest.console.text[-2000:])
    assert (facts["booted"], facts["failed"], facts["once"]) == (["gangway"], [""], ["0"]), facts
    assert facts["files"] == [f"{machine.name}.1+0-1.efi {machine.name}.efi"], facts
    assert "gangway.break" not in facts["cmdline"][0]


def test_rescue_profile(machine):
    """The other profile opens a shell before the root is mounted; the boot then continues."""
    with machine.start(BOOTED.format(left=TRIES - 1, entry=f"{machine.name}.efi@main")) as guest:
        guest.wait_console("starting rescue shell before step mount")
        guest.ask("echo shell-$((6 * 7))", "shell-42")
        guest.type("exit\n")
        facts = guest.facts()
        guest.wait_end()
    assert (facts["booted"], facts["failed"]) == (["gangway"], [""]), facts
    assert facts["cmdline"][0].endswith(" panic=0 gangway.break=mount"), facts
