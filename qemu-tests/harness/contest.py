# SPDX-License-Identifier: GPL-2.0
"""gangway compared with the floor, a hard-coded init (floor.c).

Both load the same modules and boot the same root on the same machine, alternately. Guest time is
counted in instructions (-icount), so other load on the host hardly matters. Both use `quiet`, since
each character on an emulated serial port costs time. The measured time is the guest's, from "Run
/init" to the first action of the real init, by the kernel log.
"""

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
WORDS = f"root=LABEL={DISK.label} ro quiet"
COMPRESS = ("zstd", "-19", "-q", "-c")
FILE_SYSTEM = "ext4"  # serves ext3
FLOOR_DISK = {"virtio-blk": "/dev/vda", "lsi": "/dev/sda"}
# The floor that also does what gangway does to be quicker, shown without a limit: it expedites RCU
# grace periods and, where the processor can, first loads a faster hash for module signatures.
BETTER_FLOOR = "floor+"
HASH = "sha256-ssse3"


@dataclass(frozen=True)
class Terms:
    """What both boot on. QEMU's default processor has none of the instructions for HASH."""
    bus: str
    limit: float  # of the ratio
    options: tuple = ()
    hashes: bool = False


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


def make_floor(path, loaded, unused=()):
    """The floor's image; `unused` keeps its size comparable with that of gangway's."""
    path.write_bytes(images.initramfs(images.PROGRAMS / "floor", [
        *((f"{number}.ko", file.read_bytes()) for number, file in enumerate(loaded, 1)),
        *((file.name, file.read_bytes()) for file in unused)]))
    return compress(path)


def make_contest(kernel, name, terms, directory):
    modules = f"{MACHINES[terms.bus].modules},{FILE_SYSTEM}"
    gangway, floor, better = (directory / f"{kind}-{terms.bus}.cpio"
                              for kind in ("gangway", "floor", "better"))
    images.mkinitrd(kernel, gangway, "--modules", modules, "--busybox", "none",
                    "--no-hints", "--compress", "none")
    files = modules_in_order(kernel, modules.split(","))
    hashes = modules_in_order(kernel, [HASH])
    if module_names(gangway) != {file.name for file in files + hashes}:
        raise images.ImageError(f"gangway's modules are not the floor's: {module_names(gangway)}, "
                                f"{[file.name for file in files + hashes]}")
    packed = {"gangway": compress(gangway), "floor": make_floor(floor, files, hashes),
              BETTER_FLOOR: make_floor(better, hashes + files if terms.hashes else files)}
    return Contest(name, terms, packed, {kind: [] for kind in packed})


# ---- the runs ------------------------------------------------------------------------------------

def run(kernel, name, image, terms, disk):
    """Guest seconds from the start of /init to the first action of the real init."""
    options = [*guest.disk_options(disk, terms.bus), *terms.options]
    words = (f"{WORDS} floor={FLOOR_DISK[terms.bus]}"
             f"{' expedite=1' if name == BETTER_FLOOR else ''}")
    with guest.Guest(kernel, image, words, options, clock=COUNTED) as machine:
        log = machine.facts()["log"]
    return log_time(log, "testinit: begin") - log_time(log, "Run /init")


def make_disk(path):
    DISK.make(path, {"sbin/init": (images.PROGRAMS / "testinit").read_bytes()})


def measure(kernel, contest, disk):
    """Alternates, so that changes of the host's load affect all."""
    for _ in range(RUNS):
        for name, image in contest.images.items():
            contest.seconds[name].append(run(kernel, name, image, contest.terms, disk))
            print(f"{contest.name}, {name}: {contest.seconds[name][-1]:.3f} s", file=sys.stderr)
