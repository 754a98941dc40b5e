# SPDX-License-Identifier: GPL-2.0
"""docs/BENCH.md: the figures as tables, the goals, and notes.md, which explains them."""

import statistics
import textwrap
from pathlib import Path

from harness.contest import BETTER_FLOOR, RUNS

import diskbench
import mapbench
from boots import CASES
from initrds import GENERIC, HOST, UNSIGNED
from processors import IDLE
from shares import shares

HERE = Path(__file__).parent
PATH = HERE.parents[1] / "docs/BENCH.md"

VIRTIO, LSI = "Debian 6.1, virtio-blk", "Debian 6.1, LSI SCSI"
LOUD, SMALL = "Debian 6.1, virtio-blk, console not quiet", "small kernel, virtio-blk"
TRIXIE, NEWEST = "Debian 6.12, virtio-blk", "Debian newest, virtio-blk"

HEAD = """\
# Measurements

`make bench` measures and writes this page and the plot. It takes an hour and a half on an idle machine, and needs
root privileges or sudo. `make bench-quick` prints the two main rows in five minutes. [TESTING.md](TESTING.md#make-bench)
describes the programs that measure.

![Seconds from the kernel's start to the real init](bench.svg)
"""

EXPLAINED = """\
QEMU counts guest instructions as time (`-icount shift=0,sleep=on`, one processor, TCG), so other load on the
machine hardly matters. Each figure is the minimum of {runs} boots, or of fewer if noted; those of initramfs-tools,
dracut and {generic} are of one boot. All boot with `quiet` from the same root, ext3 on the only disk,
unless stated otherwise.

- **/init**: seconds from the kernel's "Run /init" to the first action of the real init, a static program.
- **boot**: seconds from the kernel's start to that action. It includes unpacking the image.
- **of the floor**: /init, divided by that of the floor.
- **left**: KiB in ramfs and tmpfs when the real init runs and the processes of the initramfs have ended.

The images:

- **floor**: an init in which everything is hard-coded, and which loads the same modules one after another
  (`qemu-tests/programs/floor.c`). **{better}** also expedites RCU grace periods and, with `-cpu max`, first loads
  a faster hash for module signatures, as gangway does. Neither mounts /proc, and neither deletes the initramfs.
- **gangway**: with the same modules as the floor, compressed in the same way (zstd -19), and nothing else.
- **{host}**, **{generic}**: as mkinitrd makes them, with a rescue shell.
- **tiny-initramfs**, **initramfs-tools, list** (MODULES=list), **dracut, minimal**: with the same modules.
  **initramfs-tools, most** and **dracut, generic**: for any machine.
"""


def least(row, figure):
    return min(each[figure] for each in row["boots"])


def left_text(row):
    left = row["boots"][0]["left"]
    return "–" if left is None else str(left)


def table(head, rows):
    """A table of Markdown; all columns but the first are figures."""
    lines = [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 1)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


class Page:
    def __init__(self, results):
        self.results = results

    def part(self, name):
        return self.results.get(name, {}).get("figures")

    def row(self, case, name):
        found = self.part(case)
        return found and found["rows"].get(name)

    # ---- the goals ----

    def ratio(self, case, name="gangway", to="floor", figure="init"):
        ours, theirs = self.row(case, name), self.row(case, to)
        return ours and theirs and least(ours, figure) / least(theirs, figure)

    def beyond_floor(self):
        ours, theirs = (self.row(SMALL, name) for name in ("gangway", "floor"))
        return ours and theirs and (least(ours, "init") - least(theirs, "init")) * 1000

    def two_processors(self):
        found = self.part("two processors")
        return found and "ratios" in found and statistics.median(found["ratios"])

    def each_disk(self):
        found = self.part("disks")
        most = diskbench.COUNTS[-1]
        return found and (diskbench.a_disk(found, "gangway", most)
                          - diskbench.a_disk(found, "floor", most))

    def slowest_rank(self):
        """The boot of --host, divided by that of the fastest other program: the largest ratio of all cases."""
        ratios = [least(found["rows"][HOST], "total") /
                  min(least(row, "total") for name, row in found["rows"].items()
                      if not name.startswith(("gangway", "floor")))
                  for found in map(self.part, CASES) if found and HOST in found["rows"]
                  and any(not name.startswith(("gangway", "floor")) for name in found["rows"])]
        return max(ratios, default=None)

    def cost(self, name, figure):
        """The largest; elapsed time only if the machine was idle."""
        costs = [self.row(case, name)["cost"][figure] for case in CASES if self.row(case, name)
                 and (figure != "wall" or self.results[case]["idle"] >= IDLE)]
        return max(costs, default=None)

    def left(self, case):
        row = self.row(case, HOST)
        return row and row["boots"][0]["left"]

    def step(self):
        found = self.part("System.map")
        return found and statistics.median(found[mapbench.STEP]) * 1000

    def goals(self):
        """What, the figure, its digits, the goal."""
        yield "Debian 6.1, virtio-blk: /init, gangway / floor", self.ratio(VIRTIO), 3, 0.92
        yield (f"the same without quiet: /init, {HOST} / floor",
               self.ratio(LOUD, HOST), 3, 0.92)
        yield "Debian 6.1, LSI SCSI: /init, gangway / floor", self.ratio(LSI), 3, 0.86
        yield "Debian's newest, virtio-blk: /init, gangway / floor", self.ratio(NEWEST), 3, 0.97
        yield ("two processors, virtio-blk, wall clock: /init, gangway / floor", self.two_processors(),
               3, 0.80)
        yield "small kernel, virtio-blk: /init, ms beyond the floor", self.beyond_floor(), 1, 2.0
        yield (f"boot, {HOST} / the fastest image of another program, worst case",
               self.slowest_rank(), 3, 1.0)
        for case, name in ((TRIXIE, "Debian 6.12"), (NEWEST, "Debian's newest")):
            yield f"{name}: boot, {GENERIC} / {HOST}", self.ratio(case, GENERIC, HOST, "total"), 3, 1.15
        yield "256 disks on one bus: ms a disk, beyond the floor", self.each_disk(), 2, 0.3
        for case, name in ((VIRTIO, "Debian 6.1"), (NEWEST, "Debian's newest")):
            yield f"{name}: KiB left by {HOST}, with /run/gangway", self.left(case), 0, 64
        yield f"making {HOST} on an idle machine: seconds", self.cost(HOST, "wall"), 2, 0.3
        yield f"making {GENERIC} on an idle machine: seconds", self.cost(GENERIC, "wall"), 2, 5.0
        memory = self.cost(GENERIC, "memory")
        yield f"making {GENERIC}: MB of memory", memory and memory * 1024 / 1e6, 0, 400
        yield "build/init: bytes of text and data", self.results["conditions"]["init"], 0, 98304
        yield "the step sysmap if the manifest is right: ms", self.step(), 1, 2.0

    def goal_rows(self):
        for what, figure, digits, goal in self.goals():
            if figure is None:
                yield what, "not measured", f"{goal:.{digits}f}", ""
            else:
                yield (what, f"{figure:.{digits}f}", f"{goal:.{digits}f}",
                       "reached" if round(figure, digits) <= goal else "**missed**")

    # ---- where the time goes ----

    def shares(self):
        """Rows of gangway's own record, and what signatures take in the floor."""
        for case in CASES:
            row, floor = self.row(case, "gangway"), self.row(case, "floor")
            plain = self.row(case, UNSIGNED)
            if not floor:
                continue
            best = min(row["boots"], key=lambda each: each["init"])
            yield (case, *(f"{seconds:.3f}" for seconds in shares(best).values()), f"{least(floor, 'init') - least(plain, 'init'):.3f}" if plain else "")

    # ---- the tables ----

    def case(self, name):
        found = self.part(name)
        floor = least(found["rows"]["floor"], "init")
        rows = sorted(found["rows"].items(), key=lambda item: least(item[1], "total"))
        runs = max(len(row["boots"]) for row in found["rows"].values())
        fewer = f" Boots: {runs}." if runs < RUNS else ""
        yield f"### {name}\n\nKernel {found['kernel']}; {self.when(name)}.{fewer}\n"
        yield table(("image", "bytes", "/init", "of the floor", "boot", "left"),
                    [(other, f"{row['bytes']:,}", f"{least(row, 'init'):.3f}",
                      f"{least(row, 'init') / floor:.3f}", f"{least(row, 'total'):.3f}",
                      left_text(row)) for other, row in rows])

    def when(self, name):
        made = self.results[name]
        return f"gangway {made['gangway']}, {made['date']}, on a machine that was {made['idle']:.0%} idle before"

    def costs(self):
        rows, seen = [], set()
        for name, found in ((name, self.part(name)) for name in CASES):
            for other, row in found["rows"].items() if found else ():
                cost = row["cost"]
                if cost and (found["kernel"], other, str(cost)) not in seen:
                    seen.add((found["kernel"], other, str(cost)))
                    rows.append((other, name.split(", ")[1] if self.by_machine(other) else "any",
                                 found["kernel"], cost))
        rows.sort(key=lambda row: (row[2], row[3]["work"]))
        yield """\
## Making the images

Seconds of processor time are the same on a busy machine, elapsed seconds are not. Memory is that of the
largest program. Figures of mkinitrd are medians of three runs, with the kernel's files in the page cache; those of
the others are of one run, without /proc and /sys.
"""
        yield table(("image", "machine", "kernel", "processor s", "elapsed s", "memory, MB", "bytes"),
                    [(name, machine, kernel, f"{cost['work']:.2f}", f"{cost['wall']:.2f}",
                      f"{cost['memory'] * 1024 / 1e6:.0f}", f"{cost['size']:,}")
                     for name, machine, kernel, cost in rows])

    @staticmethod
    def by_machine(name):
        return name not in (GENERIC, "initramfs-tools, most", "dracut, generic")

    def memory(self):
        found = self.part("memory")
        if found:
            yield (f"## Memory at the peak\n\nThe smallest machine that boots (MiB, in steps of 2; {VIRTIO}; "
                   f"{self.when('memory')}).\n")
            yield table(("image", "MiB"), [(name, str(least)) for name, least in
                                           sorted(found.items(), key=lambda item: item[1])])

    def disks(self):
        found = self.part("disks")
        if not found:
            return
        yield (f"## Many disks\n\n{diskbench.BUS}, Debian 6.1, /init in seconds; the root is on the last "
               f"disk, the others are empty ({self.when('disks')}).\n")
        yield table(("disks", "gangway", "floor", "ms a disk, gangway", "ms a disk, floor"), [
            (str(count), *(f"{min(found[name][str(count)]):.3f}" for name in diskbench.NAMES),
             *(f"{diskbench.a_disk(found, name, count):.2f}" if count > 1 else ""
               for name in diskbench.NAMES)) for count in diskbench.COUNTS])

    def maps(self):
        found = self.part("System.map")
        if found:
            yield f"## System.map\n\nDebian 6.1, seconds; {self.when('System.map')}.\n"
            yield table(("", "median", "from", "to"), [
                (name, *(f"{figure(times):.4f}" for figure in (statistics.median, min, max)))
                for name, times in found.items()])

    def processors(self):
        found = self.part("two processors")
        yield "## Two processors\n"
        if not found or "ratios" not in found:
            idle = f" It was {found['idle']:.0%} idle." if found else ""
            yield (f"Not measured: this needs a machine that is at least {IDLE:.0%} idle.{idle} The command is\n\n"
                   "    PYTHONPATH=qemu-tests /usr/bin/python3 -B qemu-tests/bench/bench.py 'two processors'\n")
            return
        ratios = found["ratios"]
        quarters = statistics.quantiles(ratios, n=4)
        yield (f"{VIRTIO}, `-smp 2`, wall clock; {len(ratios)} pairs in turn; "
               f"{self.when('two processors')}.\n")
        yield table(("", "median", "quarters", "from", "to"), [
            ("gangway / floor", f"{quarters[1]:.3f}", f"{quarters[0]:.3f} to {quarters[2]:.3f}",
             f"{min(ratios):.3f}", f"{max(ratios):.3f}")])

    def versions(self):
        told = self.results["conditions"]
        peers = "; ".join(f"{suite}: " + ", ".join(f"{name} {version}"
                                                   for name, version in sorted(names.items()))
                          for suite, names in told["peers"].items())
        yield textwrap.fill(f"QEMU {told['qemu']}; {told['machine']}. "
                            f"The other programs are those of the kernel's Debian: {peers}.",
                            110) + "\n"

    def text(self):
        yield HEAD
        yield from self.versions()
        yield "## Goals\n"
        yield table(("", "measured", "goal, at most", ""), self.goal_rows())
        yield (HERE / "notes.md").read_text()
        yield table(("/init of gangway", "modules", "waiting", "mount", "other steps", "exec",
                     "signatures, in the floor"), self.shares())
        yield "## Boots\n"
        yield EXPLAINED.format(better=BETTER_FLOOR, host=HOST, generic=GENERIC, runs=RUNS)
        for name in CASES:
            if self.row(name, "floor"):  # measured second
                yield from self.case(name)
        yield from self.costs()
        for more in (self.memory, self.disks, self.processors, self.maps):
            yield from more()


def write(results):
    PATH.write_text("\n".join(Page(results).text()))
