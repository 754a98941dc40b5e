# SPDX-License-Identifier: GPL-2.0
"""gangway compared with the floor, a hard-coded init (floor.c).

Both load the same modules and boot the same root on the same machine, alternately. Guest time is
counted in instructions (-icount), so other load on the host hardly matters. Both use `quiet`, since
each character on an emulated serial port costs time. The measured time is the guest's, from "Run
/init" to the first action of the real init, by the kernel log.
"""

import json
import lzma
import re
import statistics
import subprocess
import sys
from dataclasses import dataclass

from harness import disks, guest, images
from harness.guest import log_time
from harness.kernels import modules_in_order
from harness.machines import COUNTED, MACHINES

RUNS = 3
DISK = disks.Disk("ext3", "gangway-bench", "5a0c7f4e-9a57-4f0e-8c39-4d2f6a1b7e90")
WORDS = f"root=UUID={DISK.uuid} ro quiet"
COMPRESS = ("zstd", "-19", "-q", "-c")
FILE_SYSTEM = "ext4"  # serves ext3
# The modules of machines for which machines.py names none.
MODULES = {"nvme": "nvme", "xhci": "xhci_pci,usb_storage,sd_mod"}
# The floor that also does what gangway does to be quicker, shown without a limit: it expedites RCU
# grace periods and, where the processor can, first loads a faster hash for module signatures.
BETTER_FLOOR = "floor+"
HASH = "sha256-ssse3"
# What modprobe loads, and so does the floor, but mkinitrd omits, since nothing uses it.
UNUSED = {"newest": {"crc32c-cryptoapi.ko"}}


@dataclass(frozen=True)
class Terms:
    """What both boot on. QEMU's default processor has none of the instructions for HASH."""
    bus: str
    limit: float = None  # of the ratio
    options: tuple = ()
    hashes: bool = False
    words: str = ""

    @property
    def modules(self):
        return f"{MACHINES[self.bus].modules or MODULES[self.bus]},{FILE_SYSTEM}"

    @property
    def root(self):
        return f"/dev/{MACHINES[self.bus].root}"


CONTESTS = {
    "virtio-blk": Terms("virtio-blk", 0.95),
    "virtio-blk, -cpu max": Terms("virtio-blk", 0.80, ("-cpu", "max"), hashes=True),
    "lsi": Terms("lsi", 0.89),
}


@dataclass
class Contest:
    """The images, and the seconds of each run."""
    name: str
    terms: Terms
    images: dict
    seconds: dict

    def ratio(self, figure=statistics.median):
        return figure(self.seconds["gangway"]) / figure(self.seconds["floor"])

    @property
    def growth(self):
        return self.images["gangway"].stat().st_size - self.images["floor"].stat().st_size


@dataclass(frozen=True)
class Boot:
    """What is measured in one boot, up to the first action of the real init."""
    init: float   # guest seconds from "Run /init"
    total: float  # guest seconds from the kernel's start
    left: int     # KiB in ramfs and tmpfs, once the processes of the initramfs have ended; None: no /proc
    record: dict  # boot.json of gangway, with the real init's time `real`; None: another init


# ---- the two images ------------------------------------------------------------------------------

def module_names(image):
    """The modules in an image."""
    listing = subprocess.run([images.BUILD / "mkinitrd", "--list", image],
                             check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"([^/\s]+\.ko)$", listing, re.MULTILINE))


def compress(raw):
    packed = raw.with_suffix(".zst")
    with open(packed, "wb") as out:
        subprocess.run([*COMPRESS, raw], check=True, stdout=out)
    return packed


def content(file):
    """A module as finit_module takes it."""
    return lzma.decompress(file.read_bytes()) if file.suffix == ".xz" else file.read_bytes()


def make_floor(path, loaded, unused=()):
    """The floor's image; `unused` keeps its size comparable with that of gangway's."""
    path.write_bytes(images.initramfs(images.PROGRAMS / "floor", [
        *((f"{number}.ko", content(file)) for number, file in enumerate(loaded, 1)),
        *((file.name, content(file)) for file in unused)]))
    return compress(path)


def unsigned(module):
    """A module without its signature (include/linux/module_signature.h, 6.1)."""
    mark = b"~Module signature appended~\n"
    if not module.endswith(mark):
        return module
    end = len(module) - len(mark)
    return module[:end - 12 - int.from_bytes(module[end - 4:end], "big")]


def make_unsigned(kernel, terms, path):
    """A floor whose modules have no signatures: what the kernel needs without checking them."""
    files = modules_in_order(kernel, terms.modules.split(","))
    path.write_bytes(images.initramfs(images.PROGRAMS / "floor", [
        (f"{number}.ko", unsigned(content(file))) for number, file in enumerate(files, 1)]))
    return compress(path)


def make_images(kernel, terms, directory):
    """{init: its image}, with the same modules."""
    gangway, floor, better = (directory / f"{kind}-{terms.bus}-{kernel.name}.cpio"
                              for kind in ("gangway", "floor", "better"))
    images.mkinitrd(kernel, gangway, "--modules", terms.modules, "--busybox", "none",
                    "--no-hints", "--compress", "none")
    files = modules_in_order(kernel, terms.modules.split(","))
    hashes = modules_in_order(kernel, [HASH]) if any(kernel.modules.rglob(f"{HASH}.ko*")) else []
    expected = {file.name.removesuffix(".xz") for file in files + hashes}
    if module_names(gangway) != expected - UNUSED.get(kernel.name, set()):
        raise images.ImageError(f"gangway's modules are not the floor's: {module_names(gangway)}, "
                                f"{[file.name for file in files + hashes]}")
    return {"gangway": compress(gangway), "floor": make_floor(floor, files, hashes),
            BETTER_FLOOR: make_floor(better, hashes + files if terms.hashes else files)}


def make_contest(kernel, name, terms, directory):
    packed = make_images(kernel, terms, directory)
    return Contest(name, terms, packed, {kind: [] for kind in packed})


# ---- the runs ------------------------------------------------------------------------------------

def boot(kernel, name, image, terms, disk, clock=COUNTED, limit=1800):
    options = [*guest.disk_options(disk, terms.bus), *terms.options]
    words = (f"{WORDS} {terms.words} floor={terms.root}"
             f"{' expedite=1' if name == BETTER_FLOOR else ''}")
    with guest.Guest(kernel, image, words, options, clock=clock, limit=limit) as machine:
        facts = machine.facts()
    began, run = (log_time(facts["log"], text) for text in ("testinit: begin", "Run /init"))
    memory = dict(line.split(":") for line in facts.get("memory", ()))
    left = (sum(int(memory[kind].split()[0]) for kind in ("Shmem", "Unevictable")) if memory else
            None)
    record = json.loads("".join(facts["boot"])) if "boot" in facts else None
    if record:
        record["real"] = int(facts["began"][0])
    return Boot(began - run, began, left, record)


def make_disk(path):
    DISK.make(path, {"sbin/init": (images.PROGRAMS / "testinit").read_bytes()})


def measure(kernel, contest, disk):
    """Alternates, so that changes of the host's load affect all."""
    for _ in range(RUNS):
        for name, image in contest.images.items():
            contest.seconds[name].append(boot(kernel, name, image, contest.terms, disk).init)
            print(f"{contest.name}, {name}: {contest.seconds[name][-1]:.3f} s", file=sys.stderr)
