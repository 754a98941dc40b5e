# SPDX-License-Identifier: GPL-2.0
"""Every machine of the table, with one image that has drivers for all and lists none."""

import shutil
import subprocess

import pytest

import guest
import images
from kernels import modules_in_order
from machines import MACHINES
from test_boot import check_root, check_usual


@pytest.mark.parametrize("name", MACHINES)
def test_found(kernel, image, disk, name):
    """The controller, its bus and the disk are found by what the devices say of themselves."""
    options = guest.disk_options(disk("ext4"), name)
    with guest.Guest(kernel, image("generic"), "root=LABEL=test-ext4", options,
                     clock=MACHINES[name].clock) as machine:
        facts = machine.facts()
    check_usual(facts)
    check_root(facts, (f"/dev/{MACHINES[name].root}", "ext4", "ro"))
    assert not any("failed" in line for line in facts["log"]), facts["log"]


# ---- modules as others pack them -----------------------------------------------------------------

def packed_image(kernel, folder):
    """The image of a distribution that keeps its modules packed by xz."""
    modules = folder / "lib/modules" / kernel.release
    for module in modules_in_order(kernel, ("virtio_pci", "virtio_blk", "ext4")):
        packed = modules / module.relative_to(kernel.modules)
        packed.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(module, packed)
        if packed.suffix == ".ko":
            subprocess.run(["xz", "--check=crc32", packed], check=True)
    for name in ("modules.order", "modules.builtin", "modules.builtin.modinfo"):
        shutil.copy(kernel.modules / name, modules / name)
    subprocess.run(["/sbin/depmod", "-b", folder, kernel.release], check=True)
    image = folder / "image"
    images.mkinitrd(kernel, image, "--modules", "virtio_pci", "--busybox", "none")
    images.add_tree(image, folder / "lib", "lib")
    return image


def test_packed_modules(kernel, disk, tmp_path):
    """Debian's newest kernel unpacks them itself; 6.1 can't, and what to do is said."""
    options = guest.disk_options(disk("ext4"), "virtio-blk")
    words = "root=LABEL=test-ext4 gangway.modules=virtio_blk gangway.timeout=1 panic=-1"
    with guest.Guest(kernel, packed_image(kernel, tmp_path), words, options) as machine:
        if kernel.name != "6.1":
            return check_root(machine.facts(), ("/dev/vda", "ext4", "ro"))
        machine.wait_end()
    says = "gangway: module virtio_ring: compressed, and this kernel cannot unpack it"
    assert says in machine.console.text, machine.console.text[-4000:]
