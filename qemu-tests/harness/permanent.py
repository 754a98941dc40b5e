# SPDX-License-Identifier: GPL-2.0
"""The embedded system of examples/embedded: its image, a permanent root, and its data partition."""

from pathlib import Path

from harness import disks, images, klibc, kernels, maps

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/embedded"
DATA = disks.Disk("ext4", "data", "b5f7a5d0-6f8e-4f57-a1f6-0c9d5f0c2e32")


def kernel(architecture):
    name = "6.1" if architecture == "amd64" else f"{architecture}-6.1"
    return kernels.kernel(name, whole=True)


def build_directory(architecture):
    """Where `make ARCH=...` puts /init and its helpers."""
    return images.BUILD if architecture == "amd64" else images.BUILD / architecture


def busybox(architecture):
    if architecture == "amd64":
        return Path("/bin/busybox")
    return klibc.fetch(architecture, "busybox", ("busybox-static",)) / "bin/busybox"


def listed_modules():
    lines = (EXAMPLE / "modules").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def map_options(kernel, path):
    """Includes the kernel's System.map, if the kernel knows all its symbols."""
    if "CONFIG_KALLSYMS_ALL=y" not in kernel.file("config").read_text():
        return ()
    path.write_bytes(maps.sysmap("from-vmlinuz", kernel.vmlinuz))
    return "--system-map", path


def make_image(kernel, path, *options, modules=None, system_map=True):
    """The image with the listed modules, or those; `options` as those of mkinitrd."""
    build = build_directory(kernel.architecture)
    names = ",".join(listed_modules() if modules is None else modules)
    if system_map:
        options = (*map_options(kernel, path.with_suffix(".map")), *options)
    images.mkinitrd(kernel, path, "--rootdir", "/", "--moduleroot", kernel.root, "--no-microcode",
                    "--init", build / "init", "--busybox", busybox(kernel.architecture),
                    *(("--modules", names) if names else ()),
                    "--config", EXAMPLE / "gangway.conf",
                    "--add", f"{EXAMPLE}/root:/", "--add", f"{build}/helpers/await:/lib/gangway/await",
                    *options)


def make_data(path):
    DATA.make(path, {})
