# SPDX-License-Identifier: GPL-2.0
"""The ways of harness/stages.py: an initramfs, /linuxrc on a RAM disk, and a RAM disk as root. The root is
on an LSI SCSI disk with ext3."""

import pytest

from harness import stages
from harness.boots import check_root, check_usual, mounts

ROOT = "LABEL=test-ext3"


@pytest.fixture
def take(any_kernel, disk, tmp_path):
    """take(name, words): a guest that takes that way, with more parameters."""
    def start(name, words=""):
        return stages.boot(any_kernel("small"), stages.WAYS[name], f"{ROOT} {words}", tmp_path / "image",
                           disk("ext3"))
    return start


def facts_of(machine, name):
    """The report of the real init, which came by that way."""
    facts = machine.facts()
    assert machine.wait_end() == "guest-shutdown"
    assert len(list(stages.follow(stages.WAYS[name], ROOT, machine))) == len(stages.WAYS[name].stages)
    assert facts["pid"] == ["1"] and facts["arg"] == ["/sbin/init"]
    return facts


def test_linuxrc(take):
    """The kernel mounts the root that /linuxrc has found, with the first type that can: ext2."""
    with take("/linuxrc on a RAM disk") as machine:
        facts = facts_of(machine, "/linuxrc on a RAM disk")
    # testinit has mounted the last two
    assert mounts(facts).keys() == {"/", "/dev", "/proc"}
    assert facts["ramdisk"] == ["unused"]


def test_linuxrc_fails(take):
    """Without the root, the report explains what the kernel's panic does not."""
    with take("/linuxrc on a RAM disk", "root=LABEL=test-ext gangway.timeout=8") as machine:
        machine.wait_end()
    console = machine.console.text
    for says in ("gangway: step root failed: root=LABEL=test-ext did not appear within 8 s",
                 "gangway: closest match: LABEL=test-ext3 (/dev/sda)",
                 "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)"):
        assert says in console, console[-4000:]


@pytest.mark.parametrize("name, words, how", [
    ("an initramfs", "", "ro"), ("a RAM disk as root", "", "ro"),
    ("a RAM disk as root", "rw init=/linuxrc", "rw")])
def test_init(take, name, words, how):
    """/init is process 1 and mounts the root itself; nothing of the image is left."""
    with take(name, words) as machine:
        facts = facts_of(machine, name) if not words else machine.facts()
    check_usual(facts)
    check_root(facts, ("/dev/sda", "ext3", how))
    assert facts["arg"] == ["/sbin/init"] and facts["ramdisk"] == ["unused"]
