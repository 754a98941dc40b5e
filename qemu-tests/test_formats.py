# SPDX-License-Identifier: GPL-2.0
"""A root on every type of file system, found by its UUID or LABEL, and mounted as what it is."""

import pytest

import guest
from formats import FORMATS
from test_boot import check_root, check_usual


@pytest.mark.parametrize("kernel, name", [(row.kernel, name) for name, row in FORMATS.items()],
                         indirect=["kernel"])
def test_format(kernel, formats_folder, name):
    options = guest.disk_options(formats_folder / name, "virtio-blk")
    words = f'"root={FORMATS[name].root}"'
    with guest.Guest(kernel, formats_folder / "image", words, options) as machine:
        facts = machine.facts()
        assert machine.wait_end() == "guest-shutdown"
    check_usual(facts)
    check_root(facts, ("/dev/vda", name, "ro"))
