# SPDX-License-Identifier: GPL-2.0
"""The maps that the tests compare, and the kernels in addition to those of kernels.py."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness import images, kernels
from harness.kernels import CACHE, Kernel

SMALLKERNEL = Path(__file__).resolve().parents[1] / "smallkernel"
SYSMAP = images.BUILD / "sysmap"
STUB = b"ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg package\n"


def sysmap(*words):
    return subprocess.run([SYSMAP, *words], check=True, stdout=subprocess.PIPE).stdout


def rows(text):
    return [tuple(line.split(" ", 2)) for line in text.decode().splitlines()]


def move_one_function(text):
    """A map with one function moved by four bytes, still in order."""
    lines = text.splitlines(keepends=True)
    etext = next(i for i, line in enumerate(lines) if line.endswith(b" T _etext\n"))
    for i in range(etext // 2, etext):
        address, following = (int(line[:16], 16) for line in lines[i:i + 2])
        if following - address > 4 and lines[i][17:18] in b"Tt":
            lines[i] = b"%016x%s" % (address + 4, lines[i][16:])
            return b"".join(lines)
    raise AssertionError("no function to move")


def unknown_symbols(kernel, system_map):
    """depmod's count of symbols that the modules of a kernel need and the map lacks."""
    found = subprocess.run(["depmod", "-n", "-e", "-F", system_map, "-b", kernel.root,
                            kernel.release],
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return found.stderr.count(b"needs unknown symbol")


# ---- the kernels that are built here -------------------------------------------------------------

# The one that most tests use; one with text symbols only; one without sockets, devtmpfs and kallsyms; and
# one that can contain an initramfs, for which its tree is kept.
SMALL = ("small", "text", "bare", "embedded")


@dataclass(frozen=True)
class Small(Kernel):
    """The kernels whose correct map is available."""

    @property
    def vmlinuz(self):
        return self.root.parent / "vmlinuz"

    @property
    def vmlinux(self):
        return self.root.parent / "vmlinux"

    @property
    def true_map(self):
        return (self.root.parent / "System.map").read_bytes()


@dataclass(frozen=True)
class Embedded(Small):
    """The kernel `embedded` that contains an initramfs."""
    linked: Path

    @property
    def vmlinuz(self):
        return self.linked


def build_small(name):
    """Its directory; takes minutes if it is not cached."""
    return subprocess.run([SMALLKERNEL / "smallkernel.sh", name], check=True, text=True,
                          stdout=subprocess.PIPE).stdout.rstrip()


def small_kernel(name, directory):
    root = Path(directory) / "modules"
    return Small(name, kernels.release_of(root), root)


def embed(kernel, image, path):
    """Links the kernel `embedded`, as the file `path`, with that image as its CONFIG_INITRAMFS_SOURCE."""
    tree = (kernel.root.parent / "tree").resolve()
    subprocess.run([SMALLKERNEL / "embed.sh", tree, image, path], check=True)
    return Embedded(kernel.name, kernel.release, kernel.root, path)


# ---- the previous build --------------------------------------------------------------------------

def image_packages(apt):
    """Debian's kernel packages of one series, as (ABI, name), newest first."""
    names = subprocess.run(["apt-cache", *apt.options, "pkgnames", "linux-image-6.1.0-"],
                           check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    found = [re.fullmatch(r"linux-image-6\.1\.0-(\d+)-amd64", name) for name in names]
    return sorted(((int(m.group(1)), m.group(0)) for m in found if m), reverse=True)


def fetch_neighbour(release):
    """The directory of Debian's build before `release`."""
    apt = kernels.Apt(kernels.KERNELS["6.1"])
    apt.get("-q", "update")
    name = next(name for _, name in image_packages(apt) if not name.endswith(release))
    directory = CACHE / f"neighbour-{name}"
    if not directory.exists():
        kernels.unpack(apt, {name}, directory)
    return directory


def neighbour_vmlinuz():
    """The map of the build before the 6.1 of the other tests; cached."""
    release = kernels.kernel("6.1").release
    with kernels.locked():
        cached = [path for path in CACHE.glob("neighbour-*") if not path.name.endswith(release)]
        directory = cached[0] if cached else fetch_neighbour(release)
    return next((directory / "boot").glob("vmlinuz-*"))
