# SPDX-License-Identifier: GPL-2.0
"""One machine in QEMU: its console, its port for results, and a guaranteed end.

The console (ttyS0) is for messages and typed input. Results are sent over ttyS1, to which only the
real init of the test root writes. Both, and QEMU's monitor, are socket pairs that exist before
QEMU starts, so paths cannot collide and no output is lost.

Always TCG, which works everywhere; an existing /dev/kvm may not work.
"""

import json
import re
import selectors
import socket
import subprocess
import threading
import time

from harness.architectures import ARCHITECTURES
from harness.machines import MACHINES, WALL, device

ENDS_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")

MACHINE = ("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-m", "256")


def disk_options(path, machine, late=False, protected=False, sector=None):
    """QEMU's options for a machine of the table and its disk, whose file is never written to; the
    guest may write, unless it is protected; plug() adds a late disk."""
    access = "readonly=on" if protected else "snapshot=on"
    drive = f"if=none,id=disk,format=raw,{access},file={path}"
    sectors = f",logical_block_size={sector},physical_block_size={sector}" if sector else ""
    disk = () if late else device(f"{MACHINES[machine].disk},drive=disk{sectors}")
    return (*MACHINES[machine].controller, "-drive", drive, *disk)


def bus_options(path, count):
    """QEMU's options for `count` disks on one bus of the machine virtio-scsi. The last has that
    file, in slot count - 1; the others contain zeros."""
    options = [*MACHINES["virtio-scsi"].controller]
    for slot in range(count):
        drive = (f"format=raw,snapshot=on,file={path}" if slot == count - 1 else
                 "driver=null-co,size=16M,read-zeroes=on")
        options += ["-drive", f"if=none,id=disk{slot},{drive}",
                    *device(f"scsi-hd,drive=disk{slot},scsi-id={slot}")]
    return options


def lasting_disk_options(path, name):
    """QEMU's options for a persistent disk. Completed writes of the guest are in the file even if QEMU is
    killed. The name is the disk's serial number, since the order of /dev/vd* is not fixed."""
    return ("-drive", f"if=none,id={name},format=raw,cache=unsafe,file={path}",
            "-device", f"virtio-blk-pci,drive={name},serial={name}")


def command(kernel, image, words, options):
    """QEMU's command line, without its serial ports; image: None if the kernel contains it. Without a
    vmlinuz, the firmware starts a boot loader."""
    machine = ARCHITECTURES[kernel.architecture]
    if "console=" not in words:
        words = f"console={machine.console} {words}"
    initrd = () if image is None else ("-initrd", image)
    files = () if kernel.vmlinuz is None else ("-kernel", kernel.vmlinuz, *initrd, "-append", words)
    return [machine.qemu, *MACHINE, *machine.machine, *map(str, files), *map(str, options)]


class GuestError(AssertionError):
    """The guest did not do what the test waited for; the text has the end of its console."""


class Channel:
    """A byte stream to and from the guest; input is collected."""

    def __init__(self):
        self.ours, self.theirs = socket.socketpair()
        self.data = b""

    @property
    def text(self):
        return self.data.decode(errors="replace").replace("\r", "")


class Guest:
    """Use it in a `with`: QEMU has always ended when the block is left. If this
    program is killed, QEMU ends with it."""

    def __init__(self, kernel, image, words, options=(), clock=WALL, limit=240):
        self.console, self.port, self.monitor = Channel(), Channel(), Channel()
        self.changed = threading.Condition()
        self.over = False
        self.deadline = time.monotonic() + limit
        ports = [part for channel in (self.console, self.port, self.monitor)
                 for part in ("-chardev", f"socket,id={self.id(channel)},fd={channel.theirs.fileno()}")]
        ports += ARCHITECTURES[kernel.architecture].ports(self.id(self.console), self.id(self.port))
        ports += ["-qmp", f"chardev:{self.id(self.monitor)}"]
        self.command = [*ENDS_WITH_US, *command(kernel, image, f"{clock.words} {words}",
                                                [*ports, *clock.options, *options])]

    @staticmethod
    def id(channel):
        return f"fd{channel.theirs.fileno()}"

    # ---- start and end ----

    def __enter__(self):
        channels = (self.console, self.port, self.monitor)
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, pass_fds=[c.theirs.fileno() for c in channels])
        for channel in channels:
            channel.theirs.close()
        self.pump = threading.Thread(target=self.collect, args=(channels,), daemon=True)
        self.pump.start()
        try:
            self.qmp("qmp_capabilities")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.pump.join()
        for channel in (self.console, self.port, self.monitor):
            channel.ours.close()
        self.process.stdout.close()

    def collect(self, channels):
        """Empties the channels until QEMU has closed them all; wakes waiters."""
        with selectors.DefaultSelector() as selector:
            for channel in channels:
                selector.register(channel.ours, selectors.EVENT_READ, channel)
            while selector.get_map():
                for key, _ in selector.select():
                    self.receive(selector, key.data)
        with self.changed:
            self.over = True
            self.changed.notify_all()

    def receive(self, selector, channel):
        try:
            data = channel.ours.recv(65536)
        except ConnectionResetError:
            data = b""
        with self.changed:
            channel.data += data
            if not data:
                selector.unregister(channel.ours)
            self.changed.notify_all()

    # ---- actions of a user or a test ----

    def wait(self, done, what):
        """Waits until done() is true, QEMU has ended, or the guest's time is up."""
        with self.changed:
            self.changed.wait_for(lambda: done() or self.over,
                                  timeout=self.deadline - time.monotonic())
            if not done():
                raise GuestError(f"{what}: not seen; the console ends with\n"
                                 + self.console.text[-4000:] + self.complaint())

    def complaint(self):
        """QEMU's own messages, if it has ended."""
        return self.process.stdout.read().decode(errors="replace") if self.over else ""

    def wait_console(self, text, after=0):
        """Waits for a text on the console and returns the position after it."""
        self.wait(lambda: text in self.console.text[after:], repr(text))
        return self.console.text.index(text, after) + len(text)

    def type(self, text):
        self.console.ours.sendall(text.encode())

    def ask(self, command, answer):
        """Types a command, whose output differs from the input."""
        position = len(self.console.text)
        self.type(f"{command}\n")
        return self.wait_console(answer, position)

    def press(self, *keys):
        """Presses keys of the keyboard, by QEMU's names: "a", "shift-a"."""
        for key in keys:
            self.qmp("send-key", keys=[{"type": "qcode", "data": name} for name in key.split("-")])

    def qmp(self, command, **arguments):
        seen = len(self.monitor.text)
        request = {"execute": command, "arguments": arguments}
        self.monitor.ours.sendall(json.dumps(request).encode() + b"\n")
        self.wait(lambda: self.answers(seen), f"answer to {command}")
        answer = self.answers(seen)[0]
        if "error" in answer:
            raise GuestError(f"{command}: {answer['error']['desc']}")

    def messages(self, after=0):
        """The complete lines of the monitor."""
        lines = self.monitor.text[after:].split("\n")[:-1]
        return [json.loads(line) for line in lines]

    def answers(self, after):
        return [m for m in self.messages(after) if "return" in m or "error" in m]

    def plug(self, machine):
        """Plugs in the disk that was declared `late`."""
        self.qmp("device_add", driver=MACHINES[machine].disk, drive="disk", id="late")

    def throttle(self, rate):
        """Limits the disk to `rate` bytes per second; 0: no limit."""
        self.qmp("block_set_io_throttle", device="disk", bps=rate, bps_rd=0, bps_wr=0, iops=0,
                 iops_rd=0, iops_wr=0)

    def unplug(self):
        """Unplugs that disk."""
        self.qmp("device_del", id="late")
        self.wait(lambda: any(m.get("event") == "DEVICE_DELETED" for m in self.messages()),
                  "the removal of the disk")

    def wait_end(self):
        """Waits until the machine has ended; returns the reason: guest-shutdown or guest-reset."""
        self.wait(lambda: self.reason(), "the machine's end")
        return self.reason()

    def reason(self):
        for message in self.messages():
            if message.get("event") == "SHUTDOWN":
                return message["data"]["reason"]
        return None

    def facts(self):
        """The report of the test init, a list of values for each key; it must be complete."""
        self.wait(lambda: "\nend=" in self.port.text, "the end of the report")
        facts = {}
        for line in self.port.text.splitlines():
            key, _, value = line.partition("=")
            facts.setdefault(key, []).append(value)
        return facts


def log_time(log, text):
    """The time of the first line with that text, in seconds since the kernel's start."""
    return next(float(re.search(r"\[ *([\d.]+)\]", line).group(1)) for line in log if text in line)
