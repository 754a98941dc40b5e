# SPDX-License-Identifier: GPL-2.0
"""More than one root: gangway.fallback=, and names that several devices have."""

import json
import re
from dataclasses import dataclass

import pytest

from harness import guest
from harness.boots import BLK, check_usual, mounts
from harness.roots import DISKS

UUID = DISKS["ext2"].uuid


@dataclass(frozen=True)
class Fallback:
    """The parameters, which of the two disks becomes the root, and why earlier ones failed."""
    words: str
    given_up: tuple  # (root, pattern of the cause)
    root: str = "ext4"
    disks: tuple = ("no-init", "ext4")


FALLBACKS = {
    "absent": Fallback("root=LABEL=none gangway.fallback=LABEL=test-ext4 gangway.timeout=4",
                       (("LABEL=none", "did not appear within 2 s"),)),
    "unmountable": Fallback("root=LABEL=no-init rootfstype=xfs gangway.fallback=LABEL=test-ext4",
                            (("LABEL=no-init", " as xfs: module xfs: not in the image"),)),
    "without-init": Fallback("root=LABEL=no-init gangway.fallback=LABEL=test-ext4",
                             (("LABEL=no-init", "/sbin/init, /etc/init"),)),
    "not-executable": Fallback("root=LABEL=test-ext2 init=/sbin/badscript "
                               "gangway.fallback=LABEL=other-init gangway.timeout=4",
                               (("LABEL=test-ext2", "its interpreter is missing"),),
                               root="other-init", disks=("ext2", "other-init")),
    "second": Fallback("root=LABEL=none gangway.fallback=LABEL=no-init,LABEL=none "
                       "gangway.fallback=LABEL=test-ext4 gangway.timeout=4",
                       (("LABEL=none", "did not appear within 1 s"),
                        ("LABEL=no-init", "/sbin/init, /etc/init"),
                        ("LABEL=none", "did not appear within"))),
}


def two_disks(first, second):
    return (*guest.disk_options(first, "virtio-blk"),
            "-drive", f"if=none,id=second,format=raw,snapshot=on,file={second}",
            "-device", "virtio-blk-pci,drive=second")


def boot(kernel, image, disk, words, disks):
    options = two_disks(*map(disk, disks))
    with guest.Guest(kernel, image, f"{words} {BLK}", options) as machine:
        facts = machine.facts()
    check_usual(facts)
    return facts, json.loads("".join(facts["boot"]))


@pytest.mark.parametrize("name", FALLBACKS)
def test_fallback(kernel, image, disk, name):
    case = FALLBACKS[name]
    facts, record = boot(kernel, image("plain"), disk, case.words, case.disks)
    assert record["root"] == f"LABEL={DISKS[case.root].label}"
    assert mounts(facts)["/"][1] == DISKS[case.root].fstype
    assert [row["root"] for row in record["given_up"]] == [root for root, _ in case.given_up]
    for row, (root, pattern) in zip(record["given_up"], case.given_up):
        assert re.search(pattern, row["cause"]), row
        assert any(f"root={root} failed: " in line for line in facts["log"]), facts["log"]


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_no_root_left(kernel, image, disk):
    """All fail: the failure report has the cause and the closest match for each."""
    words = (f"root=LABEL=test-ext9 gangway.fallback=LABEL=no-init gangway.timeout=4 "
             f"gangway.fallback=UUID={UUID[:-1]}3 panic=-1 {BLK}")
    with guest.Guest(kernel, image("plain"), words, two_disks(disk("ext2"), disk("no-init"))) as it:
        assert it.wait_end() == "guest-reset"
    lines = [line.split("gangway: ", 1)[1] for line in it.console.text.splitlines()
             if "gangway: " in line]
    for pattern in (r"step root failed: ", "requested: root=LABEL=test-ext9 ",
                    r"  root=LABEL=test-ext9: .*did not appear within 1 s",
                    r"  gangway\.fallback=LABEL=no-init: .*/sbin/init, /etc/init",
                    rf"  gangway\.fallback=UUID={UUID[:-1]}3: the last one",
                    r"closest match: LABEL=test-ext2 \(/dev/vd[ab]\)",
                    rf"closest match: UUID={UUID} \(/dev/vd[ab]\)"):
        assert any(re.match(pattern, line) for line in lines), lines


@pytest.mark.parametrize("word", [f"UUID={UUID}", "LABEL=test-ext2"])
def test_same_name_twice(kernel, image, disk, word):
    """The first of two copies is used; both are reported, on the screen and in boot.json."""
    facts, record = boot(kernel, image("plain"), disk, f"root={word}", ("ext2", "ext2"))
    log = "\n".join(facts["log"])
    assert f"root={word} is the name of other devices too; it is the first of these:" in log
    assert mounts(facts)["/"][0] == f"/dev/{record['device']}"
    assert sorted(record["named"]) == ["vda", "vdb"]
    for name in record["named"]:
        assert re.search(rf"  /dev/{name}  16 MiB  ext2  LABEL=test-ext2", log), log
