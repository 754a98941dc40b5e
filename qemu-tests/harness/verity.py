# SPDX-License-Identifier: GPL-2.0
"""Roots that dm-verity verifies, made with veritysetup."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness import disks, formats
from harness.disks import MIB
from harness.roots import ROOT_X86_64

UUID = "76657269-7479-4000-8000-000000000001"  # of the hash tree
ROOT_X86_64_VERITY = "2C7357ED-EBD2-46D9-AEC1-23D437EC2BF5"
BLOCK = 4096


def build(data, tree, *options):
    """Writes the hash tree of `data` to `tree`, which may be the same file: the root hash."""
    made = subprocess.run(["veritysetup", "format", f"--uuid={UUID}", *options, data, tree], check=True,
                          capture_output=True, text=True, env={"PATH": formats.SYSTEM_PATH})
    return re.search(r"^Root hash:\s+(\w+)$", made.stdout, re.MULTILINE).group(1)


def uuids(root_hash):
    """The PARTUUIDs of the data and of the hash tree: the first and the last 128 bits."""
    return [re.sub("(.{8})(.{4})(.{4})(.{4})(.{12})", r"\1-\2-\3-\4-\5", part)
            for part in (root_hash[:32], root_hash[-32:])]


def make_squashed(path, files):
    """A squashfs with the files of tree_of(), in whole blocks."""
    with disks.tree_of(files) as tree:
        subprocess.run(["mksquashfs", tree, path, "-all-root", "-quiet", "-no-progress", "-noappend"],
                       check=True, stdout=subprocess.DEVNULL, env={"PATH": formats.SYSTEM_PATH})


def make_disk(path, data, tree, root_hash):
    """A disk with both on partitions by the Discoverable Partitions Specification."""
    data_uuid, tree_uuid = uuids(root_hash)
    table = (f"label: gpt\nstart=1MiB, size=24MiB, type={ROOT_X86_64}, uuid={data_uuid}\n"
             f"start=25MiB, size=4MiB, type={ROOT_X86_64_VERITY}, uuid={tree_uuid}\n")
    disk = disks.Table("ext4", "", "", table=table, disk=32)
    disks.empty(path, disk.disk * MIB)
    disk.make_table(path)
    with open(path, "r+b") as image:
        for at, part in ((1, data), (25, tree)):
            image.seek(at * MIB)
            image.write(part.read_bytes())


def change(path, at):
    """Changes one bit there."""
    with open(path, "r+b") as image:
        image.seek(at)
        byte = image.read(1)[0]
        image.seek(at)
        image.write(bytes([byte ^ 1]))


@dataclass(frozen=True)
class Pair:
    """The data, their hash tree, and its root hash."""
    data: Path
    tree: Path
    root_hash: str

    def copy(self, directory):
        """Copies that may be changed."""
        for path in (self.data, self.tree):
            shutil.copy(path, directory / path.name)
        return Pair(directory / self.data.name, directory / self.tree.name, self.root_hash)

    def find(self, content):
        """Where that text is in the data."""
        return self.data.read_bytes().index(content)
