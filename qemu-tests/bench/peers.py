# SPDX-License-Identifier: GPL-2.0
"""The images of initramfs-tools, dracut and tiny-initramfs for the same kernel and modules.

debootstrap makes the Debian that each kernel is from, once, in the cache; it and chroot need root, or
sudo. None of these programs can build for another machine: what reads this machine's /sys (MODULES=dep,
dracut's host-only mode, tiny-initramfs's choice of modules) is not used.
"""

import os
import shutil
from dataclasses import dataclass

from harness import kernels

from cost import as_root, cost_of

SUITES = {name: source.suite for name, source in kernels.SOURCES.items()
          if source.architecture == "amd64"}
PACKAGES = ("initramfs-tools-core", "dracut-core", "udev", "kmod", "busybox", "cpio", "zstd",
            "xz-utils")
TINY = "tiny-initramfs-core"  # in Debian 12
ENVIRONMENT = ("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C")


@dataclass(frozen=True)
class Peer:
    command: tuple
    prepare: str = ""
    generic: bool = False  # one image for every machine
    suites: tuple = ("bookworm", "trixie", "sid")


LIST = """\
rm -rf /tmp/list && cp -a /etc/initramfs-tools /tmp/list
sed -i 's/^MODULES=.*/MODULES=list/' /tmp/list/initramfs.conf
echo {modules} | tr , '\\n' >/tmp/list/modules
"""

PEERS = {
    "tiny-initramfs": Peer(("mktirfs", "-o", "{path}", "-m", "no", "-M", "no",
                            "--include-modules={modules}", "{release}"), suites=("bookworm",)),
    "initramfs-tools, list": Peer(("mkinitramfs", "-d", "/tmp/list", "-o", "{path}", "{release}"),
                                  LIST),
    "initramfs-tools, most": Peer(("mkinitramfs", "-o", "{path}", "{release}"), generic=True),
    "dracut, minimal": Peer(("dracut", "--quiet", "--force", "--no-hostonly", "--filesystems", "ext4",
                             "-m", "base kernel-modules rootfs-block udev-rules fs-lib",
                             "--drivers", "{spaced}", "--kver", "{release}", "{path}")),
    "dracut, generic": Peer(("dracut", "--quiet", "--force", "--no-hostonly", "--kver", "{release}",
                             "{path}"), generic=True),
}


def available():
    return os.geteuid() == 0 or shutil.which("sudo")


def debian(suite):
    """The directory of that Debian."""
    home = kernels.CACHE.parent / f"peers-{suite}"
    packages = (*PACKAGES, TINY) if suite == "bookworm" else PACKAGES
    with kernels.locked():
        if home.exists() and not all((home / f"var/lib/dpkg/info/{name}.list").exists() or
                                     (home / f"var/lib/dpkg/info/{name}:amd64.list").exists()
                                     for name in packages):
            as_root("rm", "-rf", home)
        if not home.exists():
            kernels.say(f"making a Debian with other makers of images in {home}")
            draft = home.with_suffix(".new")
            as_root("rm", "-rf", draft)
            as_root("debootstrap", "--variant=minbase", f"--include={','.join(packages)}", suite,
                    draft, kernels.debian_sites()[""])
            as_root("mv", draft, home)
    return home


def install(kernel, root):
    """Installs the kernel's files as its package does."""
    modules = root / "usr/lib/modules" / kernel.release
    if not modules.exists():
        if (kernel.root / "boot").exists():
            as_root("cp", "-a", *(kernel.root / "boot").iterdir(), root / "boot")
        as_root("mkdir", "-p", modules.parent)
        as_root("cp", "-a", kernel.modules, modules.with_suffix(".new"))
        as_root("mv", modules.with_suffix(".new"), modules)


def versions(suite):
    """{package: version}, of the makers of images."""
    status = (debian(suite) / "var/lib/dpkg/status").read_text()
    found = {}
    for record in status.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in record.splitlines() if ": " in line[:40])
        if fields.get("Package") in ("initramfs-tools-core", "dracut-core", TINY):
            found[fields["Package"].removesuffix("-core")] = fields["Version"]
    return found


def make(kernel, name, modules, path):
    """Makes that peer's image at `path`; its cost."""
    peer = PEERS[name]
    root = debian(SUITES[kernel.name])
    install(kernel, root)
    inside = root / "tmp/image"
    terms = {"path": "/tmp/image", "release": kernel.release, "modules": modules,
             "spaced": modules.replace(",", " ")}
    chroot = (*ENVIRONMENT, "chroot", root)
    as_root("rm", "-f", inside)
    if peer.prepare:
        as_root(*chroot, "sh", "-ec", peer.prepare.format(**terms))
    cost = cost_of(inside, [*chroot, *(word.format(**terms) for word in peer.command)], as_root)
    as_root("install", "-m", "644", "-o", os.getuid(), inside, path)
    as_root("rm", inside)
    return cost
