# SPDX-License-Identifier: GPL-2.0
"""gangway.watchdog= with the watchdog i6300esb of QEMU, which counts in real time."""

from harness import guest, images, kernels
from harness.machines import LISTED

DEVICE = ("-device", "i6300esb")
RESET = "gangway: the watchdog caused the last reset"


def bites(machine):
    """How often the watchdog has reset the machine."""
    return [message.get("event") for message in machine.messages()].count("WATCHDOG")


def test_wait(made, disk):
    """A wait that is twice as long as the timeout; the driver is a module."""
    kernel = kernels.kernel("6.1")
    image = made("watchdog.image", lambda path: images.mkinitrd(
        kernel, path, "--modules", f"i6300esb,{LISTED['virtio-scsi']},ext4", "--busybox", "none"))
    words = "root=/dev/sda gangway.watchdog=10"
    options = (*DEVICE, *guest.disk_options(disk("ext2"), "virtio-scsi", late=True))
    with guest.Guest(kernel, image, words, options) as machine:
        machine.wait_console("gangway: watchdog: timeout 10 s")
        for _ in range(3):  # after 3, 9 and 21 s
            machine.wait_console("waiting for root=/dev/sda", len(machine.console.text))
        machine.plug("virtio-scsi")
        facts = machine.facts()
        assert machine.wait_end() == "guest-shutdown"
        assert not bites(machine)
    assert not any(RESET in line for line in facts["log"])
