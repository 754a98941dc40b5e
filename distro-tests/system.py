# SPDX-License-Identifier: GPL-2.0
"""A Debian in a directory: packages are installed in it with chroot, and QEMU boots it from a disk.

debootstrap makes it once, in the cache, with the kernel's packages downloaded and not installed. It
and chroot need root, or sudo. The chroot has no /proc and no /sys, as in many an installer of images.
"""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness import guest, kernels

SUITE = "bookworm"
# All that the packages of gangway and the kernel depend on, so that dpkg alone installs them.
PACKAGES = ("systemd-sysv", "udev", "kmod", "initramfs-tools", "linux-base", "zstd", "busybox-static",
            "libarchive13", "libelf1", "libjson-c5", "libkmod2", "libmount1")
KERNEL = "linux-image-amd64"
ENVIRONMENT = ("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C",
               "DEBIAN_FRONTEND=noninteractive")
LABEL = "gangway-system"
LIMIT = 900  # seconds for a boot, on a busy machine without KVM

# Runs /root/check when the system is up, as its last unit, and powers off.
UNIT = """\
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'sh /root/check >/root/report 2>/root/errors; echo status=$? >>/root/report'
ExecStart=/bin/sh -c '{ cat /root/report; sed s/^/error=/ /root/errors; echo end=; } >/dev/ttyS1'
ExecStart=systemctl --no-block poweroff
[Install]
WantedBy=graphical.target
"""


def as_root(*command, **options):
    prefix = () if os.geteuid() == 0 else ("sudo",)
    return subprocess.run([*prefix, *map(str, command)], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **options)


def must(*command):
    done = as_root(*command)
    assert done.returncode == 0, f"{command}: {done.stdout[-4000:]}"
    return done.stdout


def debian(name, suite, packages, *downloads):
    """A directory in the cache with a Debian: these packages, and others that are only downloaded."""
    home = kernels.CACHE.parent / f"distro-{name}"
    with kernels.locked():
        if not home.exists():
            kernels.say(f"making a Debian in {home}")
            draft = home.with_suffix(".new")
            must("rm", "-rf", draft)
            must("debootstrap", "--variant=minbase", f"--include={','.join(packages)}", suite, draft,
                 kernels.debian_sites()[""])
            must("chroot", draft, *ENVIRONMENT, "apt-get", "clean")
            if downloads:
                must("chroot", draft, *ENVIRONMENT, "apt-get", "install", "-y", "--download-only",
                     "--no-install-recommends", *downloads)
            must("mv", draft, home)
    return home


def base():
    """The directory of the Debian that the tests of the packages copy."""
    return debian(SUITE, SUITE, PACKAGES, KERNEL)


@dataclass(frozen=True)
class Files:
    """What a guest needs to know of a kernel."""
    vmlinuz: Path


class System:
    """A copy of that Debian, as a directory or on a disk."""

    def __init__(self, directory):
        self.root = directory / "root"
        self.disk = directory / "disk"
        must("cp", "-a", "--reflink=auto", base(), self.root)
        self.write("etc/fstab", f"LABEL={LABEL} / ext4 errors=remount-ro 0 1\n")
        self.write("etc/systemd/system/check.service", UNIT)
        self.must("systemctl", "enable", "check.service")

    def delete(self):
        must("rm", "-rf", self.root, self.disk)

    def write(self, path, text):
        as_root("tee", self.root / path, input=text, check=True)

    def run(self, *command):
        """A command in the chroot: its exit status and output."""
        done = as_root("chroot", self.root, *ENVIRONMENT, *command)
        return done.returncode, done.stdout

    def must(self, *command):
        status, output = self.run(*command)
        assert status == 0, f"{command}: {output[-4000:]}"
        return output

    def dpkg(self, *command):
        return self.must("dpkg", "--force-unsafe-io", *command)

    def kernel_debs(self):
        """The kernel's packages, and what they need, in apt's cache of the chroot."""
        paths = (self.root / "var/cache/apt/archives").glob("*.deb")
        return sorted(f"/{path.relative_to(self.root)}" for path in paths)

    def copy_in(self, *paths):
        must("cp", *paths, self.root / "root")
        return [f"/root/{path.name}" for path in paths]

    def files(self, directory):
        """{name: inode and contents' time} of a directory."""
        listed = must("find", self.root / directory, "-mindepth", "1", "-printf", "%P %i %T@ %s\n")
        return dict(line.split(" ", 1) for line in listed.splitlines())

    # ---- on a disk ----

    def make_disk(self, size="2G"):
        must("mke2fs", "-q", "-t", "ext4", "-L", LABEL, "-d", self.root, self.disk, size)
        must("chmod", "666", self.disk)

    def fetch(self, path, to):
        """Copies a file out of the disk."""
        must("debugfs", "-R", f"dump {path} {to}", self.disk)
        assert to.stat().st_size, f"{path}: not on the disk"
        return to

    def put(self, path, text, draft):
        draft.write_text(text)
        must("debugfs", "-w", "-R", f"rm {path}", self.disk)
        must("debugfs", "-w", "-R", f"write {draft} {path}", self.disk)

    def boot(self, vmlinuz, initrd, check):
        """Boots the disk with these files: the report of the script `check`, a list of values for
        each key, and the console."""
        self.put("/root/check", check, self.disk.with_suffix(".check"))
        must("fsck.ext4", "-fy", self.disk)
        options = ("-m", "768", *guest.lasting_disk_options(self.disk, "system"))
        with guest.Guest(Files(vmlinuz), initrd, f"root=LABEL={LABEL} ro panic=-1", options,
                         limit=LIMIT) as machine:
            facts = machine.facts()
            machine.wait_end()
            return facts, machine.console.text


def release_of(system):
    """The release of the one kernel that is installed."""
    return next(re.fullmatch(r"vmlinuz-(.*)", path.name).group(1)
                for path in (system.root / "boot").glob("vmlinuz-*"))
