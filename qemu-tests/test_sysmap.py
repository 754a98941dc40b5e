# SPDX-License-Identifier: GPL-2.0
"""System.map of real kernels: read from their files on the host, and verified in guests."""

import struct
import subprocess
from collections import Counter

import pytest

from harness import guest, images, kernels
from harness.maps import STUB, SYSMAP, move_one_function, rows, sysmap, unknown_symbols

MEMORY = ("-m", "512")  # the initramfs contains four maps, and the test uses as much memory again


@pytest.fixture(scope="session")
def small(any_kernel):
    return any_kernel("small")


# ---- on the host ---------------------------------------------------------------------------------

def test_of_vmlinux(small):
    """Equal to the map of the kernel's build."""
    assert sysmap("from-vmlinux", small.vmlinux) == small.true_map


def test_of_vmlinuz(small, vmlinuz_map):
    """All symbols in the kernel; the missing ones are listed here, and explained in sysmap(1)."""
    true = Counter(rows(small.true_map))
    ours = Counter(rows(vmlinuz_map("small").read_bytes()))
    missing, extra = true - ours, ours - true

    # Global per-cpu variables of x86, whose type kallsyms does not contain: case S3.
    percpu = Counter((address, "d", name) for address, kind, name in missing.elements()
                     if kind == "D" and int(address, 16) < 1 << 32)
    assert extra == percpu
    lost = {name for address, kind, name in missing
            if (address, "d", name) not in percpu}
    absolute = {name for _, kind, name in missing if kind == "A"}
    assert lost == absolute | {name for name in lost if name.startswith("kallsyms_")}
    assert len(lost) == 12


# What sysmap(1) calls a kernel file and its content, by architecture; an ARM zImage is refused.
KINDS = {
    "amd64": ("x86 bzImage", "ELF file"),
    "i386": ("x86 bzImage", "ELF file"),
    "arm64": ("arm64 Image", "arm64 Image"),
    "riscv64": ("RISC-V Image", "RISC-V Image"),
}
MAGICS = {"ELF file": b"\x7fELF", "arm64 Image": b"MZ", "RISC-V Image": b"MZ"}
READABLE = {name: source.architecture for name, source in kernels.SOURCES.items()
            if source.architecture in KINDS} | {"small": "amd64"}


@pytest.mark.parametrize("name", READABLE)
def test_info(name, any_kernel):
    kernel = any_kernel(name)
    info = dict(line.split(None, 1) for line in sysmap("info", kernel.vmlinuz).decode().splitlines())
    payload = sysmap("payload", kernel.vmlinuz)

    assert info["release"] == kernel.release
    assert (info["kind"], info["holds"]) == KINDS[READABLE[name]]
    assert int(info["unpacked"]) == len(payload)
    assert payload.startswith(MAGICS[info["holds"]])
    assert bytes.fromhex(info["build-id"]) in payload


def test_info_of_zimage(any_kernel):
    """Refused with its name, and not taken for something else."""
    run = subprocess.run([SYSMAP, "info", any_kernel("armhf-6.1").vmlinuz], stderr=subprocess.PIPE,
                         stdout=subprocess.PIPE)
    assert (run.returncode, run.stdout) == (1, b"")
    assert run.stderr.decode().endswith(": ARM zImage: not supported\n")


def test_neighbours(vmlinuz_map, neighbour):
    """Two builds with equal anchor symbols, which only a comparison of all symbols distinguishes."""
    ours, theirs = rows(vmlinuz_map("6.1").read_bytes()), rows(neighbour.read_bytes())
    anchors = ("_stext", "_etext", "_sdata", "_end", "init_task")

    assert [row for row in ours if row[2] in anchors] == [row for row in theirs if row[2] in anchors]
    assert set(ours) != set(theirs)


def test_stub(tmp_path):
    """depmod with the map that Debian ships. test_install.py does the same with gangway's."""
    stub = tmp_path / "stub"
    stub.write_bytes(STUB)
    assert unknown_symbols(kernels.kernel("6.1"), stub) > 100000


def branch_target(instruction, at):
    """The target of an arm64 B instruction; an Image has one after its first word."""
    assert instruction >> 26 == 0b000101
    return at + ((instruction & 0x3ffffff) << 2)


@pytest.mark.parametrize("name", [name for name in kernels.FOREIGN if name.startswith("arm64")])
def test_arm64(name, vmlinuz_map):
    """Addresses match the Image's header and content."""
    kernel = kernels.kernel(name)
    payload = sysmap("payload", kernel.vmlinuz)
    second, offset, size = struct.unpack_from("<4xIQQ", payload)  # booting.rst
    symbols = {name: int(address, 16) for address, _, name in rows(vmlinuz_map(name).read_bytes())}
    base = symbols["primary_entry"] - branch_target(second, 4)

    assert payload[0x38:0x3c] == b"ARM\x64" and offset == 0
    assert base % (1 << 16) == 0 and symbols["_stext"] == base + (1 << 16)
    assert ("_end" in symbols) == ("CONFIG_KALLSYMS_ALL=y\n" in kernel.file("config").read_text())
    if "_end" in symbols:
        banner = payload[symbols["linux_banner"] - base:]
        assert symbols["_text"] == base and symbols["_end"] == base + size
        assert banner.startswith(f"Linux version {kernel.release} ".encode())


# ---- in a guest ----------------------------------------------------------------------------------

@pytest.fixture
def facts(request, any_kernel, vmlinuz_map, neighbour, tmp_path):
    """The guest's report: kernels moved by KASLR, with different maps."""
    kernel = any_kernel(request.param)
    made = vmlinuz_map(request.param).read_bytes()
    right = kernel.true_map if request.param == "small" else made
    files = {
        "right.map": right,
        "wrong.map": move_one_function(right),
        "other.map": neighbour.read_bytes(),
        "vmlinuz.map": made,
    }
    image = tmp_path / "image"
    image.write_bytes(images.initramfs(images.PROGRAMS / "maps", files.items()))
    with guest.Guest(kernel, image, "", MEMORY) as machine:
        return {"release": [kernel.release], **machine.facts()}


@pytest.mark.parametrize("facts", [*kernels.KERNELS, "6.12", "small"], indirect=True)
def test_running(facts):
    release = facts["release"][0]
    moved, offset = facts["offset"][0].split()
    paths = [f"/boot/System.map-{release}", f"/lib/modules/{release}/System.map",
              "/boot/System.map", "/System.map"]

    # Verified by kallsyms, whatever the kernel's address; if addresses are hidden, by its memory.
    for hidden in ("", "hidden-"):
        assert facts[hidden + "right"] == ["yes: all symbols match the kernel"]
        assert facts[hidden + "wrong"] == ["no: the symbols are those of another kernel"]
        assert facts[hidden + "other"] == ["no: the symbols are those of another kernel"]
    # Rebuilt: the same bytes as from the kernel's file.
    assert moved == "1" and int(offset, 16) % (1 << 21) == 0
    assert facts["rebuilt"] == ["0"]
    assert facts["same"] == ["1"]
    assert facts["rebuilt-result"] == ["yes: all symbols match the kernel"]
    # Installed, recognized, removed.
    assert facts["installed"] == ["0"]
    assert facts["installed-same"] == ["1"]
    assert facts["done"] == ["1"]
    assert facts["removed"] == ["0"]
    assert facts["log"] == [f"{path}: installed" for path in paths] \
        + [f"{path}: removed" for path in paths]


def test_installing(small, tmp_path):
    """A /boot that is mounted late, read-only or full, and two simultaneous installations."""
    image = tmp_path / "image"
    image.write_bytes(images.initramfs(images.PROGRAMS / "installer"))
    with guest.Guest(small, image, "") as machine:
        facts = machine.facts()
    boot = f"System.map-{small.release}"
    erofs, enospc = "30", "28"

    assert "error" not in facts
    # Mounted late: nothing is written below the mount point, and waiting uses no CPU time.
    assert facts["late"] == ["0"] and facts["late-right"] == ["2"]
    assert facts["late-boot"] == [boot] and "late-before-boot" not in facts
    # Read-only for a while; read-only all the time.
    assert facts["ro"] == ["0"] and facts["ro-right"] == ["2"]
    assert facts["read-only"] == [erofs] and facts["read-only-right"] == ["1"]
    assert f"/boot/{boot}: not installed: its directory is read-only" in facts["read-only-log"]
    assert "read-only-boot" not in facts
    # A waiting process does not block another.
    assert facts["at-once"] == [erofs] and facts["at-once-right"] == ["1"]
    assert facts["waits"] == ["0"] and facts["waits-right"] == ["2"]
    assert facts["waits-boot"] == [boot]
    # Full: the old map is complete, no temporary files are left, and the next run installs the map.
    assert facts["full"] == [enospc] and facts["full-right"] == ["1"]
    assert facts["full-whole"] == ["1"] and facts["full-boot"] == [boot]
    assert facts["space"] == ["0"] and facts["space-right"] == ["2"]
    # Two at once: both paths have the correct map and a manifest.
    assert facts["race"] == ["0", "0"] and facts["race-right"] == ["2"]
    assert facts["race-boot"] == [boot]
    assert facts["race-again"] == ["0"] and facts["race-removed-right"] == ["0"]
