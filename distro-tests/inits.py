# SPDX-License-Identifier: GPL-2.0
"""Debian with each of its inits, on a disk: sysvinit, OpenRC, runit, systemd, and BusyBox's.

One Debian in the cache has sysvinit; the packages of the others are downloaded beside it and installed in
a copy. Both images of a kernel, gangway's and that of initramfs-tools, are made once.
"""

from dataclasses import dataclass

import system
from harness import disks, guest, images, kernels

PACKAGES = ("sysvinit-core", "initscripts", "sysv-rc", "insserv", "orphan-sysvinit-scripts", "udev", "kmod",
            "initramfs-tools", "zstd", "busybox-static", "login", "util-linux", "procps", "e2fsprogs")
MORE = ("openrc", "runit-init", "systemd-sysv")
# Modules of the kernel that the running system may load.
MODULES = ("arch", "crypto", "drivers/block", "drivers/char", "drivers/virtio", "fs", "lib", "virt")
NEEDED = ("virtio_pci", "virtio_blk", "ext4")
PASSWORD = "open sesame"

SYSV_GETTY = "T0:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n"
BUSYBOX_TAB = """\
::sysinit:/bin/mount -o remount,rw /
ttyS0::respawn:/sbin/getty -L ttyS0 9600 vt100
::shutdown:/bin/mount -o remount,ro /
"""


@dataclass(frozen=True)
class Init:
    exe: str            # of PID 1, when the system is up
    package: str = ""
    services: str = ""  # prints the state of each service
    off: str = "poweroff"


INITS = {
    "sysvinit": Init("/usr/sbin/init"),
    "openrc": Init("/usr/sbin/init", "openrc", "rc-status --all --nocolor"),
    "runit": Init("/usr/sbin/runit", "runit-init", "sv status /etc/service/* | sed 's/ (pid.*//'"),
    "systemd": Init("/usr/lib/systemd/systemd", "systemd-sysv"),
    "busybox": Init("/usr/bin/busybox", off="busybox poweroff"),
}

# The program that init= names: it reports the state in which it was executed, and becomes the real init.
# The shell reads it through descriptor 10.
FIRST = """\
#!/bin/sh
(exec /root/state >/run/state 2>&1)
exec /sbin/init "$@"
"""

STATE = """\
#!/bin/sh
for fd in 0 1 2; do echo "fd=$fd $(readlink /proc/1/fd/$fd)"; done
echo "fds=$(ls /proc/1/fd | sort -n | tr '\\n' ' ')"
for name in fd stdin stdout stderr; do echo "link=$name $(readlink /dev/$name)"; done
echo "cwd=$(readlink /proc/1/cwd)"
cut -d ' ' -f 5,6 /proc/1/stat | sed 's/^/session=/'
tr '\\0' '\\n' </proc/1/environ | grep ^PATH= | sed 's/^/env=/'
sed -n 's/^\\(Umask\\|SigBlk\\|SigIgn\\):\t/status=\\1 /p' /proc/1/status
sed 's/^/mount=/' /proc/1/mountinfo
"""

# At the prompt. The helper for System.map ends when the root is writable.
CHECK = """\
exec >/dev/ttyS1 2>&1
stty -opost
cat /run/state
echo exe=$(readlink /proc/1/exe)
echo root=$(findmnt -rno FSTYPE,OPTIONS /)
echo user=$(id -un) $(tty)
for name in fd stdin stdout stderr; do echo "late-link=$name $(readlink /dev/$name)"; done
sed 's/^/late-mount=/' /proc/1/mountinfo
left=60
while pidof sysmap >/dev/null && [ $left != 0 ]; do sleep 1; left=$((left - 1)); done
ps -eo ppid=,pid=,comm= | sed 's/^/process=/'
sed -n 's/^Unevictable: *\\([0-9]*\\) kB/unevictable=\\1/p' /proc/meminfo
{ %s; } 2>&1 | sed 's/^/service=/'
dmesg | sed -n 's/^.*gangway: /log=/p'
echo end=
"""

# The failure report of an earlier boot, as docs/when-it-does-not-boot.md describes.
KEPT = """\
#!/bin/sh
exec >/dev/ttyS1 2>&1
systemctl is-system-running --wait >/dev/null
journalctl -b -u systemd-pstore -o cat | sed 's/^/journal=/'
grep -rh gangway: /var/lib/systemd/pstore | sed 's/^/kept=/'
ls /sys/fs/pstore | sed 's/^/left=/'
echo end=
"""


def base():
    """The directory of the Debian that is copied."""
    root = system.debian("sysvinit", system.SUITE, PACKAGES)
    with kernels.locked():
        missing = [name for name in MORE if not system.downloaded(root, name)]
        if missing:
            system.must("chroot", root, *system.ENVIRONMENT, "apt-get", "update")
        for name in missing:  # they conflict with each other
            system.must("chroot", root, *system.ENVIRONMENT, "apt-get", "install", "-y", "--download-only",
                        "--no-install-recommends", name)
    return root


class Base:
    """A copy of it with a kernel's modules and both images; the machines copy this one."""

    def __init__(self, directory):
        self.directory, self.kernel = directory, kernels.kernel("6.1")
        self.root, release = directory / "root", self.kernel.release
        system.must("cp", "-a", "--reflink=auto", base(), self.root)
        modules = self.root / "lib/modules" / release
        for part in MODULES:
            system.must("mkdir", "-p", (modules / "kernel" / part).parent)
            system.must("cp", "-a", self.kernel.modules / "kernel" / part, modules / "kernel" / part)
        for name in ("modules.order", "modules.builtin", "modules.builtin.modinfo"):
            system.must("cp", "-a", self.kernel.modules / name, modules)
        system.must("depmod", "-b", self.root, release)
        self.images = {"gangway": directory / "gangway.img", "initramfs-tools": directory / "initramfs-tools.img"}
        images.mkinitrd(self.kernel, self.images["gangway"], "--generic", "--busybox", "none")
        self.make_other(self.images["initramfs-tools"])

    def make_other(self, path):
        release = self.kernel.release
        system.must("cp", self.kernel.file("config"), self.root / f"boot/config-{release}")
        write(self.root / "etc/initramfs-tools/modules", "".join(f"{name}\n" for name in NEEDED))
        system.must("sed", "-i", "s/^MODULES=.*/MODULES=list/", self.root / "etc/initramfs-tools/initramfs.conf")
        system.must("chroot", self.root, *system.ENVIRONMENT, "mkinitramfs", "-o", "/boot/image", release)
        system.must("mv", self.root / "boot/image", path)
        system.must("chmod", "666", path)

    def delete(self):
        system.must("rm", "-rf", self.root)


def write(path, text, mode="644"):
    system.as_root("tee", path, input=text, check=True)
    system.must("chmod", mode, path)


class Machine:
    """A disk with one of the inits."""

    def __init__(self, directory, made, name):
        self.made, self.name, self.init = made, name, INITS[name]
        self.root, self.disk = directory / "root", directory / "disk"
        system.must("cp", "-a", "--reflink=auto", made.root, self.root)
        if self.init.package:
            self.must("apt-get", "install", "-y", "--no-download", "--no-install-recommends", self.init.package)
        if name == "busybox":
            self.must("ln", "-sf", "/bin/busybox", "/sbin/init")
            write(self.root / "etc/inittab", BUSYBOX_TAB)
        elif name in ("sysvinit", "openrc"):
            tab = (self.root / "etc/inittab").read_text()
            write(self.root / "etc/inittab", tab + SYSV_GETTY)
        self.must("sh", "-c", f"echo 'root:{PASSWORD}' | chpasswd")
        write(self.root / "etc/fstab", f"LABEL={system.LABEL} / ext4 errors=remount-ro 0 1\n")
        write(self.root / "etc/hostname", "inits\n")
        self.must("ln", "-sf", "/proc/mounts", "/etc/mtab")
        write(self.root / "root/first", FIRST, "755")
        write(self.root / "root/state", STATE, "755")
        write(self.root / "root/check", CHECK % (self.init.services or ":"), "755")
        write(self.root / "root/kept", KEPT, "755")
        for path in ("var/lib/apt/lists", "var/cache/apt", "usr/share/doc", "usr/share/locale", "usr/share/man"):
            system.must("rm", "-rf", self.root / path)
        disks.empty(self.disk, 700 * disks.MIB)
        system.must("mke2fs", "-q", "-F", "-t", "ext4", "-L", system.LABEL, "-d", self.root, self.disk)
        system.must("rm", "-rf", self.root)

    def must(self, *command):
        return system.must("chroot", self.root, *system.ENVIRONMENT, *command)

    def delete(self):
        system.must("rm", "-rf", self.root, self.disk)

    def guest(self, builder, words, options=()):
        """The machine with that image and its disk, which is not changed."""
        options = ("-m", "512", "-drive", f"if=none,id=disk,format=raw,snapshot=on,file={self.disk}",
                   "-device", "virtio-blk-pci,drive=disk", *options)
        return guest.Guest(self.made.kernel, self.made.images[builder], f"{words} ro panic=-1", options,
                           limit=system.LIMIT)

    def boot(self, builder, command="/root/check", options=()):
        """Boots, logs in at the prompt, runs a command and powers off: its report, the console, and how the
        machine ended."""
        words = f"root=LABEL={system.LABEL} init=/root/first"
        with self.guest(builder, words, options) as machine:
            at = 0
            for prompt, answer in (("login: ", "root"), ("Password: ", PASSWORD), (":~# ", command)):
                at = machine.wait_console(prompt, at)
                machine.type(f"{answer}\n")
            facts = machine.facts()
            # An interactive shell ignores SIGTERM: without exec, runit may report that it had to be killed.
            machine.type(f"exec {self.init.off}\n")
            reason = machine.wait_end()
            return facts, machine.console.text, reason
