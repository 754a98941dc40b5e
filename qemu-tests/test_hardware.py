# SPDX-License-Identifier: GPL-2.0
"""Every machine of the table, with one image that has drivers for all and lists none."""

import pytest

import guest
from machines import MACHINES
from test_boot import check_root, check_usual


@pytest.mark.parametrize("name", MACHINES)
def test_found(kernel, image, disk, name):
    """The controller, its bus and the disk are found by what the devices say of themselves."""
    options = guest.disk_options(disk("ext4"), name)
    with guest.Guest(kernel, image("generic"), "root=LABEL=test-ext4", options,
                     clock=MACHINES[name].clock) as machine:
        facts = machine.facts()
    check_usual(facts)
    check_root(facts, (f"/dev/{MACHINES[name].root}", "ext4", "ro"))
    assert not any("failed" in line for line in facts["log"]), facts["log"]
