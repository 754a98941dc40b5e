# SPDX-License-Identifier: GPL-2.0
"""The images that `make bench` compares, and the cost of making them."""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from harness import capture, images
from harness.contest import BETTER_FLOOR, make_images, make_unsigned

import peers
from cost import Cost, cost_of, median, say

RUNS = 3
LISTED = ("gangway", "floor", BETTER_FLOOR)
UNSIGNED = "floor, modules without signatures"
HOST, GENERIC = "gangway --host", "gangway --generic"
OURS = (HOST, GENERIC)


@dataclass(frozen=True)
class Image:
    path: Path
    cost: Cost = None


class Initrds:
    """Each is made once, when it is first asked for."""

    def __init__(self, directory):
        self.directory = directory
        self.made = {}

    def path(self, *words):
        name = "-".join("".join(c if c.isalnum() else "-" for c in word) for word in words)
        return self.directory / f"{name}.image"

    def get(self, kernel, name, terms):
        if name in LISTED:
            return self.listed(kernel, terms)[name]
        if name == UNSIGNED:
            return Image(make_unsigned(kernel, terms, self.path(kernel.name, name, terms.bus)))
        generic = name == GENERIC or name in peers.PEERS and peers.PEERS[name].generic
        key = (kernel.name, name, "" if generic else terms.bus)
        if key not in self.made:
            self.made[key] = self.kept(kernel, name, terms, self.path(*key))
        return self.made[key]

    def kept(self, kernel, name, terms, path):
        """An image is kept with its cost: those of the peers until build/ is deleted, since some take
        minutes; gangway's until mkinitrd or /init is built again."""
        record = path.with_suffix(f".{kernel.release}.json")
        make, programs = ((self.gangway, (images.BUILD / "mkinitrd", images.BUILD / "init"))
                          if name in OURS else (self.peer, ()))
        if not record.exists() or any(program.stat().st_mtime > record.stat().st_mtime
                                      for program in programs):
            cost = make(kernel, name, terms, path)
            record.write_text(json.dumps(asdict(cost)))
            say(f"{kernel.release}, {name}, {terms.bus}: {cost}")
        return Image(path, Cost(**json.loads(record.read_text())))

    def listed(self, kernel, terms):
        """Those with the same modules, all compressed in the same way; their cost is not compared."""
        key = (kernel.name, terms.bus, terms.hashes)
        if key not in self.made:
            directory = self.directory / "-".join(map(str, key))
            directory.mkdir(exist_ok=True)
            self.made[key] = {name: Image(path) for name, path in
                              make_images(kernel, terms, directory).items()}
        return self.made[key]

    @staticmethod
    def peer(kernel, name, terms, path):
        return peers.make(kernel, name, terms.modules, path)

    def gangway(self, kernel, name, terms, path):
        """The first run, which may have to unpack the kernel, is not measured."""
        options = (("--generic",) if name == GENERIC else
                   ("--machine", self.captured(kernel, terms)))
        command = images.mkinitrd_command(kernel, path, *options, "--busybox", capture.BUSYBOX)
        return median([cost_of(path, command) for _ in range(RUNS + 1)][1:])

    def captured(self, kernel, terms):
        """What a guest with that bus has captured for --host, on the same kernel, by this mkinitrd."""
        root, to = self.path("captured"), self.directory / f"captured-{kernel.release}-{terms.bus}"
        program = images.BUILD / "mkinitrd"
        if not to.exists() or to.stat().st_mtime < program.stat().st_mtime:
            capture.DISK.make(root, capture.files())
            shutil.rmtree(to, ignore_errors=True)
            generic = self.get(kernel, GENERIC, terms).path
            draft = to.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            capture.take(kernel, generic, terms.bus, root, draft)
            draft.rename(to)
        return to / "captured"
