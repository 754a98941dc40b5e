# SPDX-License-Identifier: GPL-2.0
"""gangway.watchdog= with the watchdog i6300esb of QEMU, which counts in real time."""

import pytest

from harness import guest, images, kernels
from harness.machines import LISTED

DEVICE = ("-device", "i6300esb")
RESETS = ("-action", "reboot=reset")  # instead of ending QEMU
RESET = "gangway: the watchdog caused the last reset"


def bites(machine):
    """How often the watchdog has reset the machine."""
    return [message.get("event") for message in machine.messages()].count("WATCHDOG")


def permanent(made, kernel, name, init):
    """A permanent root with BusyBox and that script as its init."""
    def make(path):
        script = path.with_suffix(".init")
        script.write_text(f"#!/bin/sh\n{init}\n")
        script.chmod(0o755)
        images.mkinitrd(kernel, path, "--rootdir", "/", "--moduleroot", kernel.root, "--stay",
                        "--modules", "test_lockup", "--busybox", "/bin/busybox",
                        "--add", f"{script}:/sbin/init")
    return made(f"watchdog-{name}.image", make)


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


def test_hung_module(made, any_kernel):
    """A module that does not leave the processor: the machine is reset, and the next boot logs this."""
    kernel = any_kernel("small")
    image = permanent(made, kernel, "hang", "poweroff -f")
    words = "gangway.watchdog=4 test_lockup.time_secs=600 test_lockup.state=R"
    with guest.Guest(kernel, image, words, (*DEVICE, *RESETS)) as machine:
        machine.wait_console("gangway: watchdog: timeout 4 s")
        assert RESET not in machine.console.text
        machine.wait_console(RESET)
        assert bites(machine) == 1


@pytest.mark.parametrize("name, init, port, end", [
    ("idle", "sleep 600", "", "guest-reset"),
    ("fed", "watchdog -F -T 4 -t 1 /dev/watchdog & sleep 9; echo fed >/dev/ttyS1; poweroff -f",
     "fed\n", "guest-shutdown"),
])
def test_real_init(made, any_kernel, name, init, port, end):
    """The watchdog runs on for the real init, which can open it."""
    kernel = any_kernel("small")
    image = permanent(made, kernel, name, init)
    with guest.Guest(kernel, image, "gangway.modules= gangway.watchdog=4", DEVICE) as machine:
        machine.wait_console("gangway: starting /sbin/init")
        assert machine.wait_end() == end
        assert bites(machine) == (end == "guest-reset")
        assert machine.port.text == port
