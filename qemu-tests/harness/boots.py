# SPDX-License-Identifier: GPL-2.0
"""Boots that reach the real init: the case, and checks of the facts that testinit reports."""

from dataclasses import dataclass
from types import MappingProxyType

from harness import guest
from harness.roots import DISKS

BLK = "gangway.modules=virtio_pci,virtio_blk"
SCSI = "gangway.modules=virtio_pci,virtio_scsi,sd_mod"


@dataclass(frozen=True)
class Boot:
    """A boot and its expected report; USUAL applies to every case."""
    words: str
    root: tuple = ("/dev/vda", "ext2", "ro")  # device, type, ro or rw
    bus: str = "virtio-blk"
    disk: str = "ext2"
    image: str = "plain"
    init: tuple = ("/sbin/init",)
    log: tuple = ()  # expected messages of gangway
    options: tuple = ()  # expected mount options of the root
    protected: bool = False  # the disk is write-protected


UUID = {name: disk.uuid for name, disk in DISKS.items()}

USUAL = {
    "pid": ["1"], "sid": ["0"], "pgid": ["0"], "nice": ["0"], "cwd": ["/"],
    "fd": ["0 5:1 console", "1 5:1 console", "2 5:1 console"],  # case P2
    "env": ["HOME=/", "TERM=linux"],
    "devkmsg": ["ratelimit"],
    "expedited": ["0"],
    "process": [],
    "link": ["/dev/fd /proc/self/fd", "/dev/stdin /proc/self/fd/0", "/dev/stdout /proc/self/fd/1",
             "/dev/stderr /proc/self/fd/2"],
}

# Added if the command line has none.
PATH = "PATH=/sbin:/usr/sbin:/bin:/usr/bin"

STATUS = {"PPid": "0", "Umask": "0022", "SigBlk": "0" * 16, "SigIgn": "0" * 16, "SigCgt": "0" * 16}

# With the options of Debian's initramfs-tools, as far as mountinfo has them.
MOUNTS = {
    "/dev": ("devtmpfs", {"nosuid", "mode=755"}),
    "/dev/pts": ("devpts", {"nosuid", "noexec", "gid=5", "mode=620"}),
    "/proc": ("proc", {"nosuid", "nodev", "noexec"}),
    "/sys": ("sysfs", {"nosuid", "nodev", "noexec"}),
    "/run": ("tmpfs", {"nosuid", "nodev", "noexec", "mode=755"}),
}
USUAL_OPTIONS = {"nosuid", "nodev", "noexec"}


def mounts(facts):
    """mountinfo as {point: (source, type, options)}; a point that is used twice is an error."""
    found = {}
    for line in facts["mount"]:
        left, right = line.split(" - ")
        point, flags = left.split()[4:6]
        fstype, source, options = right.split()
        assert point not in found, facts["mount"]
        found[point] = (source, fstype, tuple(flags.split(",") + options.split(",")))
    return found


def check_usual(facts, env=(), added=MappingProxyType({})):
    """With more variables, and with more mounts, as in MOUNTS."""
    path = () if any(variable.startswith("PATH=") for variable in env) else (PATH,)
    expected = {**USUAL, "env": [*USUAL["env"], *env, *path]}
    assert {key: facts.get(key, []) for key in expected} == expected
    assert dict(line.split(":\t") for line in facts["status"]) == STATUS
    found = {point: mount for point, mount in mounts(facts).items() if point != "/"}
    points = {**MOUNTS, **added}
    assert found.keys() == points.keys()
    for point, (fstype, options) in points.items():
        assert found[point][1] == fstype
        assert {option for option in found[point][2]
                if option in USUAL_OPTIONS or option.startswith(("gid=", "mode="))} == options
    check_run_size(facts, found["/run"][2])


def check_run_size(facts, options):
    """10 % of the memory, as far as the kernel counts it when /run is mounted."""
    size = next(int(option[5:-1]) for option in options if option.startswith("size="))
    total = next(int(line.split()[1]) for line in facts["memory"] if line.startswith("MemTotal:"))
    assert 0.08 * total < size < 0.12 * total


def check_root(facts, root, options=()):
    device, fstype, how = root
    source, found_type, found_options = mounts(facts)["/"]
    # Either the mount or its file system may be read-only.
    found_how = "ro" if "ro" in found_options else "rw"
    assert (source, found_type, found_how) == (device, fstype, how)
    assert set(options) <= set(found_options)


def check_boot(kernel, image, disk, case):
    options = guest.disk_options(disk(case.disk), case.bus, protected=case.protected,
                                 sector=DISKS[case.disk].sector)
    with guest.Guest(kernel, image(case.image), case.words, options) as machine:
        facts = machine.facts()
        assert machine.wait_end() == "guest-shutdown"
    check_usual(facts)
    check_root(facts, case.root, case.options)
    assert tuple(facts["arg"]) == case.init
    arrival = f"gangway: starting {case.init[0]} on "
    for text in (arrival, *case.log):
        assert any(text in line for line in facts["log"]), facts["log"]
