# SPDX-License-Identifier: GPL-2.0
"""initramfs-tools and dracut in a separate Debian: their images for the same kernel.

debootstrap creates that Debian once, in the cache; it and chroot need root, or sudo. Neither program
can build for another machine: MODULES=dep and dracut's host-only mode read this machine's /sys.
"""

import os
import shutil
import subprocess
import sys

from harness import kernels

from cost import cost_of

SUITE = "bookworm"
PACKAGES = ("initramfs-tools-core", "dracut-core", "udev", "kmod", "busybox", "zstd", "xz-utils")
HOME = kernels.CACHE.parent / f"peers-{SUITE}"
ENVIRONMENT = ("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C")

# The name of each, and the command that writes an image for a release to a path.
PEERS = {
    "mkinitramfs MODULES=most": ("mkinitramfs", "-o", "{path}", "{release}"),
    "dracut --no-hostonly": ("dracut", "--quiet", "--no-hostonly", "--force", "--kver", "{release}",
                             "{path}"),
}


def as_root(*command, **options):
    prefix = () if os.geteuid() == 0 else ("sudo",)
    return subprocess.run([*prefix, *map(str, command)], check=True, stdout=sys.stderr, **options)


def debian():
    """The directory of that Debian."""
    with kernels.locked():
        if not HOME.exists():
            kernels.say(f"making a Debian with initramfs-tools and dracut in {HOME}")
            draft = HOME.with_suffix(".new")
            as_root("rm", "-rf", draft)
            as_root("debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE,
                    draft, kernels.debian_sites()[""])
            as_root("mv", draft, HOME)
    return HOME


def install(kernel, root):
    """Installs the kernel's files as its package does."""
    modules = root / "usr/lib/modules" / kernel.release
    if not modules.exists():
        as_root("cp", "-a", *(kernel.root / "boot").iterdir(), root / "boot")
        as_root("mkdir", "-p", modules.parent)
        as_root("cp", "-a", kernel.modules, modules.with_suffix(".new"))
        as_root("mv", modules.with_suffix(".new"), modules)


def make(kernel, root, command):
    words = [word.format(path="/tmp/image", release=kernel.release) for word in command]
    try:
        as_root(*ENVIRONMENT, "chroot", root, *words, stderr=subprocess.PIPE, text=True)
    except subprocess.CalledProcessError as error:
        raise kernels.KernelError(f"{words[0]}: {error.stderr}") from error

def make_all(kernel):
    """{name: Cost}; empty without a way to become root."""
    if os.geteuid() and not shutil.which("sudo"):
        kernels.say("initramfs-tools and dracut are skipped: they need root, or sudo")
        return {}
    root = debian()
    install(kernel, root)
    return {name: cost_of(root / "tmp/image", lambda: make(kernel, root, command))
            for name, command in PEERS.items()}
