# SPDX-License-Identifier: GPL-2.0
"""Debian with sysvinit, OpenRC, runit and BusyBox's init, to the login prompt: each starts in the same state,
and runs the same services, as with the image of initramfs-tools. With systemd, the report of a failed boot is
found after the next one."""

import re

import pytest

import inits
from harness.boots import MOUNTS
from harness.disks import erst_options


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    made = inits.Base(tmp_path_factory.mktemp("inits"))
    yield made
    made.delete()


@pytest.fixture
def machine(request, base, tmp_path):
    made = inits.Machine(tmp_path, base, request.param)
    yield made
    made.delete()


def mounts(lines):
    """{point: (type, options)} of a mountinfo."""
    found = {}
    for line in lines:
        left, right = (part.split() for part in line.split(" - "))
        assert left[4] not in found, f"two mounts on {left[4]}"
        found[left[4]] = (right[0], {*left[5].split(","), *right[2].split(",")})
    return found


def without_sizes(table):
    """Without those that depend on the memory of the machine at the time of the mount."""
    return {point: (fstype, {option for option in options if not re.match("size=|nr_inodes=", option)})
            for point, (fstype, options) in table.items()}


def size(table, point):
    """Of a tmpfs, in KiB."""
    found, = (re.fullmatch("size=([0-9]+)k", option) for option in table[point][1] if option.startswith("size="))
    return int(found.group(1))


def processes(facts):
    """The names of all but the kernel's, those of the login and idle workers, with whether PID 1 is the parent."""
    rows = [line.split(maxsplit=2) for line in facts["process"]]
    ours = {"login", "bash", "sh", "check", "ps", "sed", "(udev-worker)"}
    return sorted((name, ppid == "1") for ppid, pid, name in rows if "2" not in (ppid, pid) and name not in ours)


def complaints(console):
    """What the services report; messages of the kernel, which may follow on the same line, begin with the time."""
    lines = re.sub(r"\[ *[0-9]+\.[0-9]+\] .*", "", console).splitlines()
    return [line for line in lines if re.search("fail|error|!!|crash|timed? ?out", line, re.IGNORECASE)]


def check_state(facts, other):
    """What the real init finds, and what initramfs-tools gives it."""
    console = [f"{number} /dev/console" for number in range(3)]
    assert (facts["fd"], facts["fds"]) == (console, ["0 1 2 10 "])
    assert facts["link"] == ["fd /proc/self/fd", "stdin /proc/self/fd/0", "stdout /proc/self/fd/1",
                             "stderr /proc/self/fd/2"]
    for key in ("fd", "fds", "link", "cwd", "session", "status", "env"):
        assert facts[key] == other[key], key
    ours, theirs = mounts(facts["mount"]), mounts(other["mount"])
    assert set(ours) == {"/", *MOUNTS}
    for point, (fstype, options) in MOUNTS.items():
        assert ours[point][0] == fstype and options <= ours[point][1], (point, ours[point])
    assert without_sizes(ours) == without_sizes(theirs)
    assert abs(size(ours, "/run") / size(theirs, "/run") - 1) < 0.02


def check_up(facts, other, init):
    assert (facts["exe"], facts["user"]) == ([init.exe], ["root /dev/ttyS0"])
    assert re.match("ext4 rw,", facts["root"][0])
    assert facts["late-link"] == facts["link"]
    assert without_sizes(mounts(facts["late-mount"])) == without_sizes(mounts(other["late-mount"]))
    assert processes(facts) == processes(other)
    assert facts.get("service") == other.get("service")
    assert int(facts["unevictable"][0]) < 1024, "the memory of the initramfs is free"


@pytest.mark.parametrize("machine", [name for name in inits.INITS if name != "systemd"], indirect=True)
def test_login(machine):
    facts, console, reason = machine.boot("gangway")
    other, their_console, _ = machine.boot("initramfs-tools")
    assert reason == "guest-shutdown"
    assert any(line.startswith("starting /root/first on ") for line in facts["log"]) and "log" not in other
    check_state(facts, other)
    check_up(facts, other, machine.init)
    assert complaints(console) == complaints(their_console) == []


@pytest.mark.parametrize("machine", ["systemd"], indirect=True)
def test_report_is_archived(machine, tmp_path):
    """systemd-pstore copies it from the firmware to a file, and removes it from the firmware."""
    store = erst_options(tmp_path / "erst")
    with machine.guest("gangway", "root=LABEL=nowhere gangway.timeout=1", store) as failing:
        assert failing.wait_end() == "guest-reset"
    facts, _, _ = machine.boot("gangway", "/root/kept", store)
    assert any("summary: step root failed: root=LABEL=nowhere did not appear within 1 s" in line
               for line in facts["kept"]), facts
    assert any("dmesg" in line for line in facts["journal"]), facts
    assert "left" not in facts
