# SPDX-License-Identifier: GPL-2.0
"""A root on every type of file system, found by UUID or LABEL, and mounted with its type."""

import json

import pytest

from harness import guest
from harness.boots import check_root, check_usual
from harness.formats import FORMATS


@pytest.mark.parametrize("kernel, name", [(row.kernel, name) for name, row in FORMATS.items()],
                         indirect=["kernel"])
def test_format(kernel, formats_directory, name):
    options = guest.disk_options(formats_directory / name, "virtio-blk")
    words = f'"root={FORMATS[name].root}"'
    if not FORMATS[name].megabytes:  # case P22: a type that can only be read, whatever is requested
        words += " rw"
    with guest.Guest(kernel, formats_directory / "image", words, options) as machine:
        facts = machine.facts()
        assert machine.wait_end() == "guest-shutdown"
    check_usual(facts)
    check_root(facts, ("/dev/vda", name, "ro"))
    assert any(f"(/dev/vda, {name}, ro) after " in line for line in facts["log"])
    assert json.loads("".join(facts["boot"]))["mode"] == "ro"


@pytest.mark.parametrize("kernel", [FORMATS["squashfs"].kernel], indirect=True)
def test_nameless(kernel, formats_directory):
    """A file system without UUID and LABEL is not found by these; the failure report names the device."""
    options = guest.disk_options(formats_directory / "squashfs", "virtio-blk")
    words = "root=LABEL=squash gangway.timeout=1 panic=-1"
    with guest.Guest(kernel, formats_directory / "image", words, options) as machine:
        assert machine.wait_end() == "guest-reset"
    assert ("gangway: squashfs has neither UUID nor label; try root=/dev/vda"
            in machine.console.text)
