# SPDX-License-Identifier: GPL-2.0
"""Unified kernel images, a disk from which UEFI firmware starts them, and a TPM."""

import hashlib
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from harness.guest import ENDS_WITH_US
from harness.machines import device

OVMF = Path("/usr/share/OVMF")
STUB = Path("/usr/lib/systemd/boot/efi/linuxx64.efi.stub")
PAGE = 4096
# In the order in which systemd-stub measures them: systemd-stub(7), "TPM PCR Notes". The signature is not measured.
MEASURED = ("linux", "osrel", "cmdline", "initrd", "pcrpkey")
SIGNATURE = "pcrsig"


@dataclass(frozen=True)
class Firmware:
    """In place of a kernel: the firmware starts it."""
    vmlinuz = None
    architecture = "amd64"


def sections(path):
    """The end of the last section of the stub."""
    lines = subprocess.run(["objdump", "-h", "-w", path], check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in lines.splitlines() if line.strip()[:1].isdigit()]
    return max(int(row[3], 16) + int(row[2], 16) for row in rows)


def make(path, content, directory):
    """A unified kernel image, as ukify makes it, of {section: bytes}."""
    address, options = sections(STUB), []
    for name in (*MEASURED, SIGNATURE):
        if name not in content:
            continue
        file = directory / f"section-{name}"
        file.write_bytes(content[name])
        address = (address + PAGE - 1) // PAGE * PAGE
        options += ["--add-section", f".{name}={file}", "--change-section-vma", f".{name}={address:#x}"]
        address += len(content[name])
    subprocess.run(["objcopy", *options, STUB, path], check=True)


def extended(pcr, data, algorithm="sha256"):
    return hashlib.new(algorithm, pcr + hashlib.new(algorithm, data).digest()).digest()


def pcr11(content, phases=(), algorithm="sha256"):
    """PCR 11 after a boot of that image, and these phases."""
    pcr = bytes(hashlib.new(algorithm).digest_size)
    for name in MEASURED:
        if name in content:
            pcr = extended(extended(pcr, f".{name}\0".encode(), algorithm), content[name], algorithm)
    for phase in phases:
        pcr = extended(pcr, phase.encode(), algorithm)
    return pcr.hex()


def firmware_options(directory, esp):
    """QEMU's options for the firmware, and a disk with the files of a directory."""
    variables = directory / "vars.fd"
    if not variables.exists():
        shutil.copy(OVMF / "OVMF_VARS.fd", variables)
    return ("-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={OVMF}/OVMF_CODE.fd",
            "-drive", f"if=pflash,unit=1,format=raw,file={variables}",
            "-drive", f"if=none,id=esp,format=raw,readonly=on,file=fat:{esp}",
            *device("virtio-blk-pci,drive=esp,bootindex=1"))


class Tpm:
    """A TPM 2.0, whose state is in a directory; for one boot."""

    def __init__(self, directory):
        self.directory = directory
        directory.mkdir(exist_ok=True)
        self.socket = directory / "socket"

    def __enter__(self):
        self.process = subprocess.Popen([*ENDS_WITH_US, "swtpm", "socket", "--tpm2", "--terminate", "--tpmstate",
                                         f"dir={self.directory}", "--ctrl", f"type=unixio,path={self.socket}"])
        while not self.socket.exists() and self.process.poll() is None:
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.socket.unlink(missing_ok=True)

    @property
    def options(self):
        return ("-chardev", f"socket,id=tpm,path={self.socket}", "-tpmdev", "emulator,id=tpm,chardev=tpm",
                *device("tpm-tis,tpmdev=tpm"))
