# SPDX-License-Identifier: GPL-2.0
"""A Debian as its installer leaves it on LUKS, LVM or a RAID1, in disk images.

The root comes from debootstrap (system.py). A guest makes the volumes with the programs of
`mkinitrd --with` and copies the file systems into them, as in qemu-tests/harness/containers.py.
"""

import os
import subprocess
from dataclasses import dataclass

import system
from harness import disks, guest, images, kernels
from harness.containers import BY_SERIAL

PACKAGES = ("systemd-sysv", "udev", "dbus", "kmod", "cryptsetup", "lvm2", "mdadm", "dmsetup", "e2fsprogs",
            "util-linux")
# For an image that initramfs-tools builds, with gangway's packages and what they depend on.
BUILDER = ("initramfs-tools", "cryptsetup-initramfs", "busybox-static", "zstd", "linux-base", "libarchive13",
           "libelf1", "libjson-c5", "libkmod2", "libmount1")
# Modules of the kernel that the running system may load.
MODULES = ("arch", "crypto", "drivers/block", "drivers/char", "drivers/md", "drivers/virtio", "fs", "lib")

BOOT, ROOT, SWAP, HOME = 64, 640, 64, 32  # MiB
MORE = 48                                 # MiB for the headers of LUKS, LVM and md
UUID = {name: f"6a6e7761-0000-4000-8000-0000000000{number}" for name, number in
        (("boot", "b0"), ("root", "a0"), ("home", "a1"), ("luks", "c2"))}
PASSPHRASE = "open sesame"
CRYPT = "vda2_crypt"


@dataclass(frozen=True)
class Layout:
    root: str     # as fstab(5) names it
    kinds: str    # for mkinitrd --with
    device: str   # what findmnt(8) prints: a regular expression
    make: str     # shell commands, which set $root and may set $swap and $home
    end: str = "" # shell commands
    disks: tuple = ("system",)

    @property
    def has_volumes(self):
        return "lvm" in self.kinds

    @property
    def is_encrypted(self):
        return "luks" in self.kinds


LUKS = f"""\
printf '{PASSPHRASE}' >/pass
cryptsetup luksFormat -q --type luks2 --uuid {UUID["luks"]} --pbkdf pbkdf2 --pbkdf-force-iterations 1000 \\
    ${{system}}2 /pass
cryptsetup open --key-file /pass ${{system}}2 made
"""
LVM = f"""\
config='activation{{udev_sync=0 udev_rules=0 monitoring=0}} devices{{obtain_device_list_from_udev=0}}'
lvm pvcreate --config "$config" $physical
lvm vgcreate --config "$config" debian-vg $physical
lvm lvcreate --config "$config" -y -Wn -L {ROOT}m -n root debian-vg
lvm lvcreate --config "$config" -y -Wn -L {SWAP}m -n swap_1 debian-vg
lvm lvcreate --config "$config" -y -Wn -L {HOME}m -n home debian-vg
root=/dev/mapper/debian--vg-root swap=/dev/mapper/debian--vg-swap_1 home=/dev/mapper/debian--vg-home
"""
LVM_END = "lvm vgchange --config \"$config\" -an debian-vg\n"
VOLUME = "/dev/mapper/debian--vg-root"
LAYOUTS = {
    "luks-lvm": Layout(VOLUME, "luks,lvm", VOLUME, f"{LUKS}physical=/dev/mapper/made\n{LVM}",
                       f"{LVM_END}cryptsetup close made\n"),
    "lvm": Layout(VOLUME, "lvm", VOLUME, f"physical=${{system}}2\n{LVM}", LVM_END),
    "luks": Layout(f"/dev/mapper/{CRYPT}", "luks", f"/dev/mapper/{CRYPT}", f"{LUKS}root=/dev/mapper/made\n",
                   "cryptsetup close made\n"),
    "md": Layout(f"UUID={UUID['root']}", "md", "/dev/md[0-9]+", """\
mdadm --create /dev/md0 --run --level=1 --raid-devices=2 --assume-clean ${system}2 ${second}2
root=/dev/md0
""", "mdadm --stop /dev/md0\n", ("system", "second")),
}

# Runs in the rescue shell of an image with all the programs.
MAKE = BY_SERIAL + """\
%s
%s
[ -z "$swap" ] || cat $file_swap >$swap
[ -z "$home" ] || cat $file_home >$home
sync
%s
sync
echo all-$((6 * 7))
"""

# Reports when the system is up, also if it did not come up completely, and powers off.
UNIT = """\
[Unit]
After=multi-user.target
[Service]
Type=exec
ExecStart=/bin/sh /root/check
[Install]
WantedBy=multi-user.target
"""

CHECK = """\
exec >/dev/ttyS1 2>&1
list() { name=$1; shift; "$@" 2>&1 | sed "s/^/$name=/"; }
echo state=$(systemctl is-system-running --wait)
list failed systemctl list-units --state=failed --no-legend --plain
list job systemctl list-jobs --no-legend
list mount findmnt -rno TARGET,SOURCE,FSTYPE,OPTIONS
list swap swapon --show=NAME --noheadings
list lsblk lsblk -rno NAME,TYPE,FSTYPE,MOUNTPOINTS
list dm dmsetup info -c --noheadings --separator ' ' -o name,open,attr
for device in /sys/class/block/dm-* /sys/class/block/md*; do
    [ -e $device ] && list udev-${device##*/} udevadm info -q property /dev/${device##*/}
done
for name in /dev/mapper/* /dev/debian-vg/*; do
    [ -L $name ] && echo "link=$name $(readlink $name)"
done
list pid1 tr '\\0' ' ' </proc/1/cmdline; echo
list analyze systemd-analyze
list log journalctl -b --no-pager -o cat
list warning journalctl -b -p warning --no-pager -o cat
list dev ls -l /dev/fd /dev/stdin /dev/stdout /dev/stderr
echo end=
systemctl --no-block poweroff
"""


def write(path, text):
    system.as_root("tee", path, input=text, check=True)


def make_tree(tree, kernel, suite, layout, debs):
    """The files of the system; with the packages that build its image, if `debs` are given."""
    source = system.debian(f"{suite}-builder" if debs else f"{suite}-mapped", suite,
                           (*PACKAGES, *BUILDER) if debs else PACKAGES)
    system.must("cp", "-a", "--reflink=auto", source, tree)
    for path in ("var/lib/apt/lists", "var/cache/apt", "usr/share/doc", "usr/share/locale", "usr/share/man"):
        system.must("rm", "-rf", tree / path)
    modules = tree / "lib/modules" / kernel.release
    for part in MODULES:
        system.must("mkdir", "-p", (modules / "kernel" / part).parent)
        system.must("cp", "-a", kernel.modules / "kernel" / part, modules / "kernel" / part)
    for name in ("modules.order", "modules.builtin", "modules.builtin.modinfo"):
        system.must("cp", "-a", kernel.modules / name, modules)
    system.must("depmod", "-b", tree, kernel.release)

    lines = [f"{layout.root} / ext4 errors=remount-ro 0 1", f"UUID={UUID['boot']} /boot ext4 defaults 0 2"]
    if layout.has_volumes:
        lines += ["/dev/mapper/debian--vg-home /home ext4 defaults 0 2",
                  "/dev/mapper/debian--vg-swap_1 none swap sw 0 0"]
    write(tree / "etc/fstab", "".join(f"{line}\n" for line in lines))
    if layout.is_encrypted:
        # In the chroot, cryptsetup-initramfs cannot see that the root is encrypted.
        write(tree / "etc/crypttab", f"{CRYPT} UUID={UUID['luks']} none luks,discard{',initramfs' if debs else ''}\n")
    write(tree / "etc/systemd/system/check.service", UNIT)
    write(tree / "root/check", CHECK)
    system.must("chroot", tree, *system.ENVIRONMENT, "systemctl", "enable", "check.service")


def mkfs(path, megabytes, name, *options):
    system.must("mke2fs", "-q", "-F", "-t", "ext4", "-U", UUID[name], *options, path, f"{megabytes}M")
    system.must("chmod", "666", path)


def make_disk(path, boot=None):
    """Partition 1 for /boot, partition 2 for the rest."""
    rest = ROOT + SWAP + HOME + MORE
    disks.empty(path, (BOOT + rest + 2) * disks.MIB)
    subprocess.run(["/sbin/sfdisk", "-q", path], check=True, text=True,
                   input=f"label: gpt\nstart=1MiB,size={BOOT}MiB\nsize={rest}MiB\n")
    if boot:
        mkfs(path, BOOT, "boot", "-E", f"offset={disks.MIB}")


def data(path):
    """The parts of a sparse file that are not holes, as (first, count) in MiB."""
    used = set()
    with open(path, "rb") as file:
        size, at = os.fstat(file.fileno()).st_size, 0
        while at < size:
            try:
                start = os.lseek(file.fileno(), at, os.SEEK_DATA)
            except OSError:  # only a hole follows
                break
            at = os.lseek(file.fileno(), start, os.SEEK_HOLE)
            used.update(range(start // disks.MIB, (at - 1) // disks.MIB + 1))
    starts = sorted(part for part in used if part - 1 not in used)
    ends = sorted(part for part in used if part + 1 not in used)
    return [(start, end - start + 1) for start, end in zip(starts, ends)]


def copy_root(path):
    """Shell commands; encryption is slow in a guest."""
    return "\n".join(f"dd if=$file_root of=$root bs=1M conv=notrunc skip={start} seek={start} count={count}"
                     for start, count in data(path))


def fill(kernel, image, directory, layout):
    files = ("root", "swap", "home")
    options = [part for name in layout.disks
               for part in guest.lasting_disk_options(directory / name, name)]
    options += [part for name in files
                for part in guest.lasting_disk_options(directory / name, f"file_{name}")]
    words = "gangway.break=root gangway.modules=virtio_pci,virtio_blk,dm-mod,md-mod"
    with guest.Guest(kernel, image, words, options, limit=900) as machine:
        machine.wait_console("shell before step root")
        machine.type("sh /make\n")
        machine.wait_console("all-42")


class Mapped:
    """A system of a layout, its disks and its image, which initramfs-tools builds if `debs`, gangway's
    packages, are given."""

    def __init__(self, directory, suite, layout, kernel, debs=()):
        self.directory, self.layout, self.kernel = directory, LAYOUTS[layout], kernels.kernel(kernel)
        directory.mkdir()
        tree = directory / "tree"
        make_tree(tree, self.kernel, suite, self.layout, debs)
        for name in self.layout.disks:
            make_disk(directory / name, boot=name == "system")
        mkfs(directory / "root", ROOT, "root", "-d", tree)
        mkfs(directory / "home", HOME, "home")
        disks.empty(directory / "swap", SWAP * disks.MIB)
        subprocess.run(["/sbin/mkswap", "-q", directory / "swap"], check=True)

        modules = "virtio_pci,virtio_blk,ext4"
        self.image = directory / "image"
        if debs:
            self.build_there(debs)
        else:
            self.build(self.image, "--modules", modules, "--with", self.layout.kinds, "--busybox", "none")
        maker = directory / "make.image"
        self.build(maker, "--modules", modules, "--with", "luks,lvm,md", "--busybox", "/bin/busybox")
        make = MAKE % (self.layout.make, copy_root(directory / "root"), self.layout.end)
        images.add_file(maker, "make", make.encode())
        fill(self.kernel, maker, directory, self.layout)
        system.must("rm", "-rf", directory / "root", directory / "home", directory / "swap")

    def build(self, path, *options):
        system.must(images.BUILD / "mkinitrd", "--force", "-q", "--init", images.BUILD / "init", "--rootdir",
                    self.directory / "tree", *options, path, self.kernel.release)
        system.must("chmod", "666", path)

    def build_there(self, debs):
        """With mkinitramfs, in the chroot."""
        tree, release = self.directory / "tree", self.kernel.release
        system.must("cp", *debs, tree / "root")
        system.must("cp", self.kernel.file("config"), tree / "boot" / f"config-{release}")
        chroot = ("chroot", tree, *system.ENVIRONMENT)
        system.must(*chroot, "dpkg", "--force-unsafe-io", "-i", *(f"/root/{path.name}" for path in debs))
        write(tree / "etc/gangway/mkinitrd.conf", "INITRAMFS_TOOLS=yes\n")
        output = system.must(*chroot, "mkinitramfs", "-o", "/boot/image", release)
        assert "W: gangway: " not in output, output
        system.must("mv", tree / "boot/image", self.image)
        system.must("chmod", "666", self.image)

    def delete(self):
        system.must("rm", "-rf", self.directory)

    def boot(self, words=""):
        """Boots it: the report, the console, and how the machine ended."""
        options = ["-m", "768"]
        for name in self.layout.disks:
            options += guest.lasting_disk_options(self.directory / name, name)
        with guest.Guest(self.kernel, self.image, f"root={self.layout.root} ro panic=-1 {words}", options,
                         limit=system.LIMIT) as machine:
            if self.layout.is_encrypted:
                machine.wait_console(f"Enter passphrase for {CRYPT}")
                machine.type(f"{PASSPHRASE}\n")
            facts = machine.facts()
            return facts, machine.console, machine.wait_end()
