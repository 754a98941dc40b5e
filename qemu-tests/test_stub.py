# SPDX-License-Identifier: GPL-2.0
"""Unified kernel images: what systemd-stub leaves in /.extra is handed on, and the phases of the boot are measured."""

import hashlib
import json
import shutil

import pytest

from harness import disks, guest, images, uki
from harness.machines import ALL_MODULES, WALL
from harness.written import Machine

WORDS = f"root=LABEL=root panic=-1 console=ttyS0 {WALL.words}"
PHASES = ("enter-initrd", "leave-initrd")
BANKS = ("sha1", "sha256", "sha384")
SECTIONS = {"osrel": b"ID=test\n", "pcrpkey": b"a key\n", "pcrsig": b'{"a": "signature"}\n'}

# Prints what the real system finds.
REPORT = b"""#!/bin/busybox sh
export PATH=/bin
cd /run
busybox find systemd credentials credstore.encrypted log -exec busybox stat -c 'found: %a %n' {} +
for file in $(busybox find systemd credentials credstore.encrypted -type f); do
    echo "content: $file $(busybox cat $file)"
done
for bank in sha1 sha256 sha384; do
    echo "bank: $bank $(busybox tr A-F a-f </sys/class/tpm/tpm0/pcr-$bank/11)"
done
busybox tr '\\036' '+' <log/systemd/tpm2-measure.log
echo "extra: $(busybox ls -d /.extra 2>&1)"
busybox sleep 1 # for the console
busybox poweroff -f
"""


TWO_KERNELS = pytest.mark.parametrize("kernel", ["6.1", "newest"], indirect=True)
ONE_KERNEL = pytest.mark.parametrize("kernel", ["6.1"], indirect=True)


class Booted(Machine):
    """A machine whose firmware starts a unified kernel image."""

    def __init__(self, kernel, image, directory):
        super().__init__(kernel, image, directory)
        self.esp = directory / "esp"
        self.root(files={"sbin/init": REPORT})

    def make(self, words="", **content):
        """The content of the image, after it was written."""
        self.content = {"linux": self.kernel.vmlinuz.read_bytes(), "initrd": self.image.read_bytes(),
                        "cmdline": f"{WORDS} {words}".encode(), **SECTIONS, **content}
        (self.esp / "EFI/BOOT").mkdir(parents=True, exist_ok=True)
        uki.make(self.esp / "EFI/BOOT/BOOTX64.EFI", self.content, self.directory)

    def put(self, path, data):
        file = self.esp / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def boot_image(self, *options):
        """The console."""
        options = [*uki.firmware_options(self.directory, self.esp), *self.options["root"], *options]
        with guest.Guest(uki.Firmware(), None, "", options, limit=600) as machine:
            machine.wait_end()
            return machine.console.text


@pytest.fixture(name="machine")
def make_machine(kernel, made, tmp_path):
    def make(path):
        config = tmp_path / "gangway.conf"
        config.write_text("gangway.modules=virtio_pci,virtio_blk,ext4\n")
        images.mkinitrd(kernel, path, "--modules", ALL_MODULES, "--with", "stub", "--config", config, "--busybox",
                        "/bin/busybox")
    return Booted(kernel, made(f"stub-{kernel.release}", make), tmp_path)


def add_extra(image, path):
    """Adds to an image what newer versions of systemd-stub leave there, and what is not to be copied."""
    shutil.copy(image, path)
    images.append(path, images.newc(".extra", 0o40555), images.newc(".extra/credentials", 0o40500),
                  images.newc(".extra/os-release", 0o100444, b"ID=test\n"),
                  images.newc(".extra/boot-secret", 0o100444, b"secret\n"),
                  images.newc(".extra/profile", 0o120777, b"/etc/passwd"),
                  *(images.newc(f".extra/credentials/{name}", 0o100400, data) for name, data in (
                      ("no:name.cred", b"x"), (".cred", b"x"), ("other", b"x"), ("large.cred", bytes((1 << 20) + 1)))),
                  images.newc(".extra/credentials/link.cred", 0o120777, b"/etc/passwd"))
    return path


def lines(console, key):
    return sorted(line.partition(": ")[2] for line in console.splitlines() if line.startswith(f"{key}: "))


@TWO_KERNELS
def test_handed_on(machine, tmp_path):
    """Files and credentials are in /run, with the modes of systemd; both phases are measured in each bank and logged."""
    machine.image = add_extra(machine.image, tmp_path / "initrd")
    machine.make()
    machine.put("EFI/BOOT/BOOTX64.EFI.extra.d/mine.cred", b"of the image")
    machine.put("loader/credentials/mine.cred", b"of the disk")
    machine.put("loader/credentials/other.cred", b"also")
    with uki.Tpm(tmp_path / "tpm") as tpm:
        console = machine.boot_image(*tpm.options)
    both = ("credentials/@encrypted", "credstore.encrypted")
    assert lines(console, "found") == sorted([
        "755 systemd", "755 systemd/stub", "444 systemd/stub/os-release", "400 systemd/stub/boot-secret",
        "444 systemd/tpm2-pcr-signature.json", "444 systemd/tpm2-pcr-public-key.pem", "755 credentials", "755 log", "755 log/systemd",
        "600 log/systemd/tpm2-measure.log", *(f"700 {directory}" for directory in both),
        *(f"400 {directory}/{name}" for directory in both for name in ("mine", "other"))]), console[-6000:]
    assert lines(console, "content") == sorted([
        "systemd/stub/os-release ID=test", "systemd/stub/boot-secret secret",
        "systemd/tpm2-pcr-public-key.pem a key", 'systemd/tpm2-pcr-signature.json {"a": "signature"}',
        *(f"{directory}/{content}" for directory in both for content in ("mine of the image", "other also"))])
    assert lines(console, "extra") == ["ls: /.extra: No such file or directory"]
    assert lines(console, "bank") == sorted(
        f"{bank} {uki.pcr11(machine.content, PHASES, bank)}" for bank in BANKS), console[-6000:]
    records = [json.loads(line[1:]) for line in console.splitlines() if line.startswith("+{")]
    assert [record["content"]["string"] for record in records] == list(PHASES)
    for record in records:
        assert (record["pcr"], record["content_type"], record["content"]["eventType"]) == (11, "systemd", "phase")
        assert {"sha1", "sha256"} <= {digest["hashAlg"] for digest in record["digests"]}
        for digest in record["digests"]:
            assert digest["digest"] == hashlib.new(digest["hashAlg"],
                                                   record["content"]["string"].encode()).hexdigest()
    for file, cause in (("/.extra/profile", "Invalid argument"), ("credential credentials/no:name.cred", "Invalid"),
                        ("credential credentials/.cred", "Invalid"), ("credential credentials/link.cred", "Invalid"),
                        ("credential credentials/large.cred", "File too large")):
        assert f"gangway: cannot copy {file}: {cause}" in console
    assert "step stub" not in console


@ONE_KERNEL
def test_without_tpm(machine):
    """Nothing is measured, which is not an error; the files are handed on."""
    machine.make()
    console = machine.boot_image()
    assert "content: systemd/tpm2-pcr-public-key.pem a key" in console
    assert "tpm2-measure.log" not in "".join(lines(console, "found"))
    assert "PCR" not in console and "step stub" not in console


@ONE_KERNEL
def test_lost_tpm(machine, tmp_path):
    """The firmware has a TPM, for which the kernel has no driver: this is reported, and the boot continues."""
    machine.make("initcall_blacklist=init_tis,crb_acpi_driver_init")
    with uki.Tpm(tmp_path / "tpm") as tpm:
        console = machine.boot_image(*tpm.options)
    assert ("gangway: step stub: PCR 11 is not extended with enter-initrd: /dev/tpmrm0: No such file or directory"
            in console), console[-4000:]
    assert "leave-initrd" not in console
    assert "content: systemd/tpm2-pcr-public-key.pem a key" in console
