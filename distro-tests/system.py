# SPDX-License-Identifier: GPL-2.0
"""A Debian in a directory: packages are installed in it with chroot, and QEMU boots it from a disk.

debootstrap makes it once, in the cache, with the kernel's packages downloaded and not installed. It
and chroot need root, or sudo. The chroot has no /proc and no /sys, as in many an installer of images.
"""

import contextlib
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness import disks, guest, kernels

SUITE = "bookworm"
# All that the packages of gangway and the kernel depend on, so that dpkg alone installs them.
PACKAGES = ("systemd-sysv", "udev", "kmod", "initramfs-tools", "linux-base", "zstd", "busybox-static",
            "libarchive13", "libelf1", "libjson-c5", "libkmod2", "libmount1")
# The kernels, by the flavour that is in their packages' names: two that are installed side by side.
FLAVOURS = ("amd64", "cloud-amd64")
# Installed, and also downloaded, to be installed again.
AGAIN = "initramfs-tools"
ENVIRONMENT = ("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C",
               "DEBIAN_FRONTEND=noninteractive")
LABEL = "gangway-system"
LIMIT = 1800  # seconds for a boot, on a busy machine without KVM
# For such a machine, too; of a device by x-systemd.device-timeout in fstab.
WORDS = f"root=LABEL={LABEL} ro panic=-1 systemd.default_timeout_start_sec={LIMIT}"

# Runs /root/check when the system is up, as its last unit, reports, runs /root/after, and powers off.
UNIT = """\
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'sh /root/check >/root/report 2>/root/errors; echo status=$? >>/root/report'
ExecStart=/bin/sh -c '{ echo; cat /root/report; sed s/^/error=/ /root/errors; echo end=; } >/dev/ttyS1'
ExecStart=/bin/sh -c 'sh /root/after >/dev/ttyS1 2>&1'
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


def debian(name, suite, packages):
    """A directory in the cache with a Debian of these packages."""
    home = kernels.CACHE.parent / f"distro-{name}"
    with kernels.locked():
        if not home.exists():
            kernels.say(f"making a Debian in {home}")
            draft = home.with_suffix(".new")
            must("rm", "-rf", draft)
            must("debootstrap", "--variant=minbase", f"--include={','.join(packages)}", suite, draft,
                 kernels.debian_sites()[""])
            must("chroot", draft, *ENVIRONMENT, "apt-get", "clean")
            must("mv", draft, home)
    return home


def kernel_debs(root, flavour):
    """A kernel's packages in apt's cache of that root, as paths in it."""
    names = re.compile(rf"linux-image-([\d.-]+-)?{flavour}_.*\.deb")
    archives = root / "var/cache/apt/archives"
    return sorted(f"/{path.relative_to(root)}" for path in archives.glob("*.deb")
                  if names.fullmatch(path.name))


def downloaded(root, name):
    """A package in apt's cache of that root, as paths in it."""
    return sorted(f"/{path.relative_to(root)}" for path in
                  (root / "var/cache/apt/archives").glob(f"{name}_*.deb"))


def base():
    """The directory of the Debian that the tests of the packages copy, with downloaded kernels."""
    root = debian(SUITE, SUITE, PACKAGES)
    with kernels.locked():
        missing = [f"linux-image-{flavour}" for flavour in FLAVOURS if not kernel_debs(root, flavour)]
        missing += [] if downloaded(root, AGAIN) else [AGAIN]
        if missing:
            must("chroot", root, *ENVIRONMENT, "apt-get", "update")
            must("chroot", root, *ENVIRONMENT, "apt-get", "install", "-y", "--download-only",
                 "--reinstall", "--no-install-recommends", *missing)
    return root


@dataclass(frozen=True)
class Files:
    """What a guest needs to know of a kernel; None if a boot loader loads it."""
    vmlinuz: Path | None
    architecture = "amd64"


class System:
    """A copy of that Debian, as a directory or on a disk."""

    def __init__(self, directory, source=None):
        self.root = directory / "root"
        self.disk = directory / "disk"
        must("cp", "-a", "--reflink=auto", source or base(), self.root)
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

    def run_with_proc(self, script):
        """A script in the chroot, with /proc: its exit status and output."""
        mount = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'
        done = as_root("unshare", "-m", "sh", "-c", mount, self.root, *ENVIRONMENT, "sh", "-c", script)
        return done.returncode, done.stdout

    def dpkg(self, *command):
        return self.must("dpkg", "--force-unsafe-io", *command)

    def run_in_small_boot(self, megabytes, script):
        """A script in the chroot, whose /boot is a copy on a file system of that size, and then
        discarded: its exit status and output."""
        mount = (f"mount -t tmpfs -o size={megabytes}m tmpfs {self.root}/mnt && "
                 f"cp -a {self.root}/boot/. {self.root}/mnt && "
                 f"mount --bind {self.root}/mnt {self.root}/boot && umount {self.root}/mnt && "
                 'exec "$@"')
        done = as_root("unshare", "-m", "sh", "-c", mount, "sh", "chroot", self.root, *ENVIRONMENT,
                       "sh", "-c", script)
        return done.returncode, done.stdout

    def kernel_debs(self, flavour):
        return kernel_debs(self.root, flavour)

    def deb_again(self):
        """The package of initramfs-tools, as a path in the root."""
        path, = downloaded(self.root, AGAIN)
        return path

    def release(self, flavour):
        """The release of that installed kernel."""
        names = [re.fullmatch(rf"vmlinuz-([\d.-]+-{flavour})", path.name)
                 for path in (self.root / "boot").iterdir()]
        found, = filter(None, names)
        return found.group(1)

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

    def put(self, path, text):
        draft = self.disk.with_suffix(".draft")
        draft.write_text(text)
        must("debugfs", "-w", "-R", f"rm {path}", self.disk)
        must("debugfs", "-w", "-R", f"write {draft} {path}", self.disk)

    @contextlib.contextmanager
    def machine(self, vmlinuz, initrd, check, after="", words="", options=()):
        """The disk, booted with these files, or by a boot loader without them; `check` and `after` are
        scripts of the unit."""
        disks.settle(self.disk)
        self.put("/root/check", check)
        self.put("/root/after", after)
        must("fsck.ext4", "-fy", self.disk)
        options = ("-m", "768", *options, *guest.lasting_disk_options(self.disk, "system"))
        with guest.Guest(Files(vmlinuz), initrd, f"{WORDS} {words}", options,
                         limit=LIMIT) as machine:
            yield machine

    def boot(self, vmlinuz, initrd, check, words="", options=()):
        """Boots until the machine powers off: the report of the script `check`, a list of values
        for each key, and the console."""
        with self.machine(vmlinuz, initrd, check, words=words, options=options) as machine:
            facts = machine.facts()
            machine.wait_end()
            return facts, machine.console.text

    def copy_disk(self, machine):
        """The disk as it is if the power fails now."""
        copy = self.disk.with_suffix(".copy")
        machine.qmp("stop")
        must("cp", "--reflink=auto", "--sparse=always", self.disk, copy)
        machine.qmp("cont")
        must("chmod", "666", copy)
        disks.settle(copy)
        return copy
