# SPDX-License-Identifier: GPL-2.0
"""Boots that fail: the screen, panic=, and the rescue shell."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness import guest, images, klibc, roots
from harness.boots import BLK, SCSI, check_root, check_usual
from harness.machines import ALL_MODULES
from harness.roots import DISKS

DEVICE_LINE = (r"/dev/vda +16 MiB +ext2 +LABEL=test-ext2 +UUID=" + DISKS["ext2"].uuid)


@dataclass(frozen=True)
class Failure:
    """Ends at once (panic=-1): the step that fails, and patterns of the failure report."""
    words: str
    step: str
    says: tuple
    disk: str = "ext2"


FAILURES = {
    "no-root": Failure(BLK, "root", ("no root=", DEVICE_LINE)),
    "no-such-label": Failure(f"root=LABEL=test-ext9 gangway.timeout=1 {BLK}", "root",
                             ("requested: root=LABEL=test-ext9", DEVICE_LINE,
                              "closest match: LABEL=test-ext2 ")),
    "no-such-device": Failure(f"root=/dev/vdb gangway.timeout=1 {BLK}", "root",
                              ("requested: root=/dev/vdb", DEVICE_LINE)),
    "no-such-uuid": Failure(f"root=UUID={DISKS['ext2'].uuid[:-1]}7 gangway.timeout=1 {BLK}", "root",
                            (DEVICE_LINE, f"closest match: UUID={DISKS['ext2'].uuid}")),
    "rootwait-seconds": Failure(f"root=LABEL=none rootwait=2 {BLK}", "root", (DEVICE_LINE,)),
    "malformed-root": Failure(f"root=WHAT=ever {BLK}", "config", ("WHAT=ever", DEVICE_LINE)),
    "no-driver": Failure("root=/dev/vda gangway.timeout=1 gangway.coldplug=no "
                         "gangway.modules=nosuchmodule", "root",
                         ("module nosuchmodule: ", r"virtio_(pci|blk) \(not loaded\)")),
    # case U16
    "wrong-type": Failure(f"root=/dev/vda rootfstype=xfs {BLK}", "mount",
                          ("cannot mount /dev/vda as xfs: module xfs: not in the image; add it with "
                           "mkinitrd --modules", DEVICE_LINE)),
    "bad-flags": Failure(f"root=/dev/vda rootflags=nosuchflag {BLK}", "mount", (DEVICE_LINE,)),
    "no-init": Failure(f"root=LABEL=no-init {BLK}", "switch",
                       ("/sbin/init, /etc/init, /bin/init, /bin/sh",), disk="no-init"),
    "init-missing": Failure(f"root=/dev/vda init=/sbin/none {BLK}", "switch",
                            ("init=/sbin/none", DEVICE_LINE)),
    "init-not-executable": Failure(f"root=/dev/vda init=/sbin/noexec {BLK}", "switch",
                                   ("init=/sbin/noexec",)),
    "init-foreign": Failure(f"root=/dev/vda init=/sbin/foreign {BLK}", "init",
                            ("init=/sbin/foreign", DEVICE_LINE)),
    "init-interpreter": Failure(f"root=/dev/vda init=/sbin/badscript {BLK}", "init",
                                ("init=/sbin/badscript", DEVICE_LINE)),
}


def machine_with(kernel, image, disk, words, name="ext2"):
    return guest.Guest(kernel, image, words, guest.disk_options(disk(name), "virtio-blk"))


def logged_at(console, text):
    """The kernel's time of the first line on the console with that text."""
    line = next(line for line in console.splitlines() if text in line)
    return float(re.search(r"\[ *([\d.]+)\]", line).group(1))


# The expected screens of 6.1: docs/when-it-does-not-boot.md has one after each "<!-- NAME -->".
PAGE = Path(__file__).parent.parent / "docs/when-it-does-not-boot.md"
SCREENS = {name: re.sub("^    ", "", text, flags=re.MULTILINE) for name, text in
           re.findall(r"^<!-- (\S+) -->\n\n((?:    .*\n)+)", PAGE.read_text(), re.MULTILINE)}


def screen_of(text):
    """gangway's lines up to the panic, without times."""
    lines = re.findall(r"gangway: (.*?)\r?$", text, re.MULTILINE)
    shown = [line for line in lines if not line.startswith("no rescue shell: ")]
    return re.sub(r"after [\d.]+ s$", "after N s", "\n".join(shown), flags=re.MULTILINE)


def test_screens_are_tested():
    assert len(SCREENS) >= 10
    assert set(SCREENS) <= set(FAILURES)


@pytest.mark.parametrize("name", FAILURES)
def test_report(kernel, image, disk, name):
    case = FAILURES[name]
    with machine_with(kernel, image("shell"), disk, f"{case.words} panic=-1", case.disk) as machine:
        assert machine.wait_end() == "guest-reset"
    console = machine.console.text
    assert f"gangway: step {case.step} failed: " in console, console[-4000:]
    for pattern in case.says:
        assert re.search(f"gangway: .*{pattern}", console), console[-4000:]
    if name in SCREENS and kernel.release.startswith("6.1."):
        assert screen_of(console) == screen_of(re.sub("^", "gangway: ", SCREENS[name].rstrip("\n"),
                                                      flags=re.MULTILINE))
    assert "Attempted to kill init" in console
    assert machine.port.text == ""


def test_report_quiet(kernel, image, disk):
    """A failed boot prints its report even with quiet."""
    with machine_with(kernel, image("plain"), disk, f"root=/dev/none quiet loglevel=3 panic=-1 "
                      f"gangway.timeout=1 {BLK}") as machine:
        assert machine.wait_end() == "guest-reset"
    assert re.search(DEVICE_LINE, machine.console.text)


# ---- panic= --------------------------------------------------------------------------------------

NO_ROOT = f"root=/dev/none gangway.timeout=1 {BLK}"


@pytest.mark.parametrize("name, words", [("plain", ""), ("shell", "gangway.shell=no")])
def test_no_shell(kernel, image, disk, name, words):
    """No panic=, and no shell allowed: the kernel panics and does not reboot."""
    with machine_with(kernel, image(name), disk, f"{NO_ROOT} {words}") as machine:
        machine.wait_console("Attempted to kill init")
        assert machine.reason() is None


def test_panic_after_timeout(kernel, image, disk):
    """panic=N: after N seconds without a key the kernel panics, and reboots after N more."""
    with machine_with(kernel, image("shell"), disk, f"{NO_ROOT} panic=3") as machine:
        assert machine.wait_end() == "guest-reset"
    console = machine.console.text
    assert 2.9 <= logged_at(console, "no key was pressed") - logged_at(console, "press a key") < 10
    assert "Rebooting in 3 seconds" in console


def test_key_keeps_shell(kernel, image, disk):
    """panic=N: after one key the shell remains for longer than N seconds."""
    with machine_with(kernel, image("shell"), disk, f"{NO_ROOT} panic=3") as machine:
        machine.wait_console("press a key")
        machine.type("x")
        machine.wait_console("starting rescue shell")
        machine.ask("\nsleep 5; echo still-$((6 * 7))", "still-42")


@pytest.mark.parametrize("kernel", ["6.1"], indirect=True)
def test_key_on_any_console(kernel, image, disk):
    """Case U5: /dev/console is the screen; a key on the serial port opens the shell there. Its
    prompt names the step (case U6)."""
    with machine_with(kernel, image("shell"), disk, f"{NO_ROOT} console=ttyS0 console=tty0 "
                      "panic=5") as machine:
        machine.wait_console("press a key")
        machine.type("x")
        machine.wait_console("starting rescue shell on /dev/ttyS0; 'exit' retries step root")
        machine.wait_console("gangway root:/ # ")
        machine.ask("echo here-$((6 * 7))", "here-42")


# ---- the shell -----------------------------------------------------------------------------------

def test_exit_tries_again(kernel, image, disk):
    """The disk is plugged in while the shell waits; exit continues the boot with it."""
    options = guest.disk_options(disk("ext4"), "virtio-scsi", late=True)
    words = f"root=LABEL=test-ext4 gangway.timeout=1 {SCSI}"
    with guest.Guest(kernel, image("shell"), words, options) as machine:
        machine.wait_console("starting rescue shell")
        machine.ask("cat /proc/1/comm; echo here-$((6 * 7))", "here-42")
        machine.plug("virtio-scsi")
        machine.wait_console("Attached SCSI disk")
        machine.type("exit\n")
        facts = machine.facts()
    check_usual(facts)
    check_root(facts, ("/dev/sda", "ext4", "ro"))


def test_failed_exec_returns(kernel, image, disk):
    """After a failed exec the image is complete, and the boot can continue."""
    with machine_with(kernel, image("shell"), disk,
                      f"root=/dev/vda init=/sbin/badscript {BLK}") as machine:
        machine.wait_console("step init failed")
        seen = machine.wait_console("starting rescue shell")
        machine.ask("[ -x /init ] && [ -e /etc/gangway.conf ] && grep -q ' /root ' /proc/mounts "
                    "&& echo back-$((6 * 7))", "back-42")
        machine.type("exit\n")
        machine.wait_console("step init failed", seen)


def test_mend_by_hand(kernel, image, disk):
    """A root that the user mounts on /root in the shell is used."""
    with machine_with(kernel, image("shell"), disk, NO_ROOT) as machine:
        machine.wait_console("starting rescue shell")
        begin = machine.wait_console("retries step root")
        end = machine.ask("gangway status; echo end-$((6 * 7))", "end-42")
        report = machine.console.text[begin:end]
        assert ": step root failed: " in report and ": summary: step root failed: " in report
        assert ": step drivers" not in report
        machine.ask("gangway log | head -n 1", "] gangway: version ")
        machine.ask("modprobe ext4; mount -t ext2 /dev/vda /root; echo $?-$((6 * 7))", "0-42")
        machine.type("exit\n")
        facts = machine.facts()
    check_usual(facts)
    check_root(facts, ("/dev/vda", "ext2", "rw"))


@pytest.mark.parametrize("word", ["gangway.break=mount", "gangway.break=switch", "break", "rd.break"])
def test_break(kernel, image, disk, word):
    """A shell before a step; exit continues the boot."""
    with machine_with(kernel, image("shell"), disk, f"root=/dev/vda {word} {BLK}") as machine:
        step = word.partition("=")[2] or "switch"
        machine.wait_console(f"starting rescue shell before step {step}")
        machine.ask("echo here-$((6 * 7))", "here-42")
        machine.type("exit\n")
        facts = machine.facts()
    check_root(facts, ("/dev/vda", "ext2", "ro"))


def make_dynamic(kernel, path):
    """An image with the BusyBox of Debian's package busybox, and the libraries of this machine."""
    root = path.with_suffix(".root")
    busybox = klibc.fetch("amd64", "busybox-dynamic", ("busybox",)) / "bin/busybox"
    libraries = roots.libraries(busybox)
    for file, to in ((busybox, "/bin/busybox"), *((name, name) for name in libraries)):
        (root / to[1:]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, root / to[1:])
    (root / "etc").mkdir()
    (root / "etc/ld.so.conf").write_text("".join(f"{Path(name).parent}\n" for name in libraries))
    subprocess.run(["/sbin/ldconfig", "-r", root], check=True)
    images.mkinitrd(kernel, path, "--rootdir", root, "--moduleroot", kernel.root,
                    "--modules", ALL_MODULES)


@pytest.mark.parametrize("busybox", ["static", "dynamic"])
def test_commands(kernel, image, made, disk, busybox):
    """Case U10: modprobe, stty size and poweroff work in the shell."""
    shell = image("shell") if busybox == "static" else made(
        f"dynamic-{kernel.release}.image", lambda path: make_dynamic(kernel, path))
    with machine_with(kernel, shell, disk, NO_ROOT) as machine:
        machine.wait_console("'exit' retries step root")
        machine.ask("gangway status", "step root failed: root=/dev/none did not appear")
        machine.ask("modprobe ext4; echo $?-$((6 * 7))", "0-42")
        machine.ask("stty size; echo size-$((6 * 7))", "24 80\nsize-42")
        machine.type("poweroff\n")
        assert machine.wait_end() == "guest-shutdown"
    assert "gangway: power off, as requested" in machine.console.text


@pytest.mark.parametrize("keys", [False, True])
def test_reboot(kernel, image, disk, keys):
    """Case U10: reboot, and Ctrl-Alt-Del on a keyboard, reboot."""
    with machine_with(kernel, image("shell"), disk, NO_ROOT) as machine:
        machine.wait_console("'exit' retries step root")
        machine.ask("echo here-$((6 * 7))", "here-42")
        if keys:
            machine.qmp("send-key", keys=[{"type": "qcode", "data": key}
                                          for key in ("ctrl", "alt", "delete")])
        else:
            machine.type("reboot\n")
        assert machine.wait_end() == "guest-reset"
    assert "Attempted to kill init" not in machine.console.text


def test_unused_shell(kernel, image, disk):
    """Case P14: a shell opened by a stray byte ends, unless a command is running."""
    words = f"{NO_ROOT} panic=3"
    with machine_with(kernel, image("shell"), disk, words) as machine:
        machine.wait_console("press a key")
        machine.type("x")
        seen = machine.wait_console("'exit' retries step root")
        machine.type("sleep 70; echo woke-$((6 * 7))\n")
        machine.wait_console("woke-42", seen)
        assert machine.wait_end() == "guest-reset"
    assert "no rescue shell: it is not used" in machine.console.text


# ---- a disk that does not respond ----------------------------------------------------------------

def test_dead_disk(kernel, image, disk):
    """Case P8: the disk stops responding before the mount. The timeout ends the step, not the mount; when
    the disk responds again, exit uses it."""
    words = f"root=/dev/vda gangway.timeout=2 gangway.break=mount {BLK}"
    options = guest.disk_options(disk("ext4"), "virtio-blk")
    with guest.Guest(kernel, image("shell"), words, options) as machine:
        machine.wait_console("step mount; 'exit' continues")
        machine.ask("modprobe ext4; echo here-$((6 * 7))", "here-42")
        machine.throttle(1)
        machine.type("exit\n")
        machine.wait_console("waiting: mounting /dev/vda as ext4; ")
        machine.wait_console("step mount failed: /dev/vda does not respond: mounting it as ext4 takes")
        seen = machine.wait_console("'exit' retries step mount")
        machine.throttle(0)
        machine.wait_console("EXT4-fs (vda): mounted filesystem", seen)
        machine.ask("while grep -q ' /root' /proc/mounts; do sleep 1; done; echo none-$((6 * 7))", "none-42")
        machine.type("exit\n")
        machine.wait_console("step mount; 'exit' continues", seen)
        machine.type("exit\n")
        facts = machine.facts()
    check_usual(facts)
    check_root(facts, ("/dev/vda", "ext4", "ro"))


# ---- as the kernel's modprobe --------------------------------------------------------------------

def test_kernel_asks(kernel, image, disk):
    """A file system that is not listed: the kernel's own request loads its module."""
    with machine_with(kernel, image("shell"), disk, f"{NO_ROOT} gangway.coldplug=no") as machine:
        machine.wait_console("starting rescue shell")
        machine.ask("grep -c ext4 /proc/modules; echo none-$((6 * 7))", "0\nnone-42")
        machine.ask("mount -t ext4 /dev/vda /root; umount /root; "
                    "grep -q ^ext4 /proc/modules; echo $?-$((6 * 7))", "0-42")
