#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""`make bench`: gangway compared with the floor, a hard-coded init (floor.c).

Both load the same modules and boot the same root on the same machine, alternately. Guest time is
counted in instructions (-icount), so other load on the host hardly matters; one guest runs at a
time. Both use `quiet`, since each character on an emulated serial port costs time. The measured
time is the guest's, from "Run /init" to the first action of the real init, by the kernel log.
"""

import re
import statistics
import subprocess
import sys
from dataclasses import dataclass

from harness import disks, guest, images, kernels
from harness.guest import log_time
from harness.kernels import modules_in_order
from harness.machines import COUNTED, MACHINES

import diskbench
import mapbench
import toolbench

RUNS = 3
DISK = disks.Disk("ext3", "gangway-bench", "5a0c7f4e-9a57-4f0e-8c39-4d2f6a1b7e90")
WORDS = f"root=LABEL={DISK.label} ro quiet"
COMPRESS = ("zstd", "-19", "-q", "-c")
FILE_SYSTEM = "ext4"  # serves ext3

INIT_LIMIT = 96 * 1024   # bytes: text and data of build/init
IMAGE_LIMIT = 68 * 1024  # bytes that gangway's image may be larger than the floor's: /init and the
# helper that installs System.map, of at most 96 and 32 KiB, compressed, and the configuration
FLOOR_DISK = {"virtio-blk": "/dev/vda", "lsi": "/dev/sda"}
# The floor that also does what gangway does to be quicker, shown without a limit: it expedites RCU
# grace periods and, where the processor can, first loads a faster hash for module signatures.
BETTER_FLOOR = "floor+"
HASH = "sha256-ssse3"


@dataclass(frozen=True)
class Machine:
    """What both boot on. QEMU's default processor has none of the instructions for HASH."""
    bus: str
    limit: float  # of the ratio
    options: tuple = ()
    hashes: bool = False


CONTESTS = {
    "virtio-blk": Machine("virtio-blk", 0.95),
    "virtio-blk, -cpu max": Machine("virtio-blk", 0.80, ("-cpu", "max"), hashes=True),
    "lsi": Machine("lsi", 0.89),
}


@dataclass
class Contest:
    """One machine: the images, and the seconds of each run."""
    name: str
    machine: Machine
    images: dict
    seconds: dict

    @property
    def ratio(self):
        return statistics.median(self.seconds["gangway"]) / statistics.median(self.seconds["floor"])

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


def make_contest(kernel, name, machine, directory):
    modules = f"{MACHINES[machine.bus].modules},{FILE_SYSTEM}"
    gangway, floor, better = (directory / f"{kind}-{machine.bus}.cpio"
                              for kind in ("gangway", "floor", "better"))
    images.mkinitrd(kernel, gangway, "--modules", modules, "--busybox", "none",
                    "--no-hints", "--compress", "none")
    files = modules_in_order(kernel, modules.split(","))
    hashes = modules_in_order(kernel, [HASH])
    if module_names(gangway) != {file.name for file in files + hashes}:
        raise images.ImageError(f"gangway's modules are not the floor's: {module_names(gangway)}, "
                                f"{[file.name for file in files + hashes]}")
    packed = {"gangway": compress(gangway), "floor": make_floor(floor, files, hashes),
              BETTER_FLOOR: make_floor(better, hashes + files if machine.hashes else files)}
    return Contest(name, machine, packed, {kind: [] for kind in packed})


# ---- the runs ------------------------------------------------------------------------------------

def run(kernel, name, image, machine, disk):
    """Guest seconds from the start of /init to the first action of the real init."""
    options = [*guest.disk_options(disk, machine.bus), *machine.options]
    words = (f"{WORDS} floor={FLOOR_DISK[machine.bus]}"
             f"{' expedite=1' if name == BETTER_FLOOR else ''}")
    with guest.Guest(kernel, image, words, options, clock=COUNTED) as machine:
        log = machine.facts()["log"]
    return log_time(log, "testinit: begin") - log_time(log, "Run /init")


def measure(kernel, contests, disk):
    """Alternate, so that changes of the host's load affect both."""
    for contest in contests:
        for _ in range(RUNS):
            for name, image in contest.images.items():
                contest.seconds[name].append(run(kernel, name, image, contest.machine, disk))
                print(f"bench: {contest.name}, {name}: {contest.seconds[name][-1]:.3f} s",
                      file=sys.stderr)


# ---- the table -----------------------------------------------------------------------------------

def init_size():
    """text + data of build/init"""
    sizes = subprocess.run(["size", images.BUILD / "init"], check=True,
                           capture_output=True, text=True).stdout.splitlines()[1].split()
    return int(sizes[0]) + int(sizes[1])


def time_row(contest, name, seconds):
    return (f"{contest:20} {name:9} {statistics.median(seconds):8.3f} s   "
            f"{min(seconds):.3f} to {max(seconds):.3f} s")


def targets(contests):
    """The promised figures: name, value, limit."""
    for contest in contests:
        yield f"{contest.name}: time, gangway / floor", contest.ratio, contest.machine.limit
    yield "build/init: text and data, bytes", init_size(), INIT_LIMIT
    for contest in contests:
        if not contest.machine.options:
            yield f"{contest.name}: image, bytes beyond the floor's", contest.growth, IMAGE_LIMIT


def report(kernel, contests):
    print(f"Debian {kernel.release}, QEMU TCG, one processor, -icount; root on {DISK.fstype}; "
          f"{RUNS} runs\n")
    print(f"{'':20} {'':9} {'median':>10}   spread")
    for contest in contests:
        for name, seconds in contest.seconds.items():
            print(time_row(contest.name, name, seconds))
    print()
    missed = 0
    for name, figure, limit in targets(contests):
        digits = ".3f" if isinstance(limit, float) else "d"
        print(f"{name:42} {figure:8{digits}}   at most {limit:6{digits}}   "
              f"{'OK' if figure <= limit else 'over'}")
        missed += figure > limit
    return missed


def main():
    directory = images.BUILD / "bench"
    directory.mkdir(parents=True, exist_ok=True)
    kernel = kernels.kernel("6.1")
    disk = directory / "disk.img"
    DISK.make(disk, {"sbin/init": (images.PROGRAMS / "testinit").read_bytes()})
    contests = [make_contest(kernel, name, machine, directory)
                for name, machine in CONTESTS.items()]
    measure(kernel, contests, disk)
    missed = report(kernel, contests)
    many = make_contest(kernel, "disks", Machine(diskbench.BUS, 1), directory)
    del many.images[BETTER_FLOOR]
    missed += diskbench.run(kernel, many.images, disk, WORDS)
    missed += toolbench.run(kernel, directory, disk, WORDS)
    return missed + mapbench.run(kernel, directory) > 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (kernels.KernelError, images.ImageError, guest.GuestError) as error:
        sys.exit(f"bench: {error}")
