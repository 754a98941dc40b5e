# SPDX-License-Identifier: GPL-2.0
"""The embedded system of examples/embedded, which `make embedded` boots."""

import hashlib
import subprocess

from harness import disks, guest, kernels, maps, permanent
from harness.architectures import ARCHITECTURES
from harness.machines import LISTED, STUCK, simulated_disk

MODULES = [*LISTED["virtio-scsi"].split(","), "virtio_blk", "ext4", "i6300esb"]
FSTAB = """LABEL=bad /bad ext4 defaults 0 2
LABEL=missing /missing ext4 defaults 0 2
"""
REPORT = "{ cat /proc/mounts /data/starts; ls /lib/modules/*/System.map; pidof watchdog; } >/dev/ttyS1"


def make_bad_disk(path):
    """A file system that e2fsck -p does not repair: two files have the same block."""
    disk = disks.Disk("ext2", "bad", "11111111-2222-4333-8444-0000000000e9", megabytes=1)
    disk.make(path, {"first": b"1", "second": b"2"})
    block = debugfs(path, "blocks /first").strip()
    debugfs(path, f"sif /second block[0] {block}", "ssv state 2")


def debugfs(path, *commands):
    made = subprocess.run(["/sbin/debugfs", "-w", "-f", "-", path], input="\n".join(commands), text=True,
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return "".join(line for line in made.stdout.splitlines() if not line.startswith("debugfs:"))


def test_data_partition(tmp_path):
    """Of three partitions, one has errors, one is missing, and one appears when rcS waits for it."""
    kernel = permanent.kernel("amd64")
    make_bad_disk(tmp_path / "bad")
    permanent.make_data(tmp_path / "data")
    example = (permanent.EXAMPLE / "root/etc/fstab").read_text()
    (tmp_path / "fstab").write_text(FSTAB + example)
    permanent.make_image(kernel, tmp_path / "image", "--add", f"{tmp_path}/fstab:/etc/fstab",
                         "--add", "/sbin/e2fsck:/sbin/fsck.ext4", modules=MODULES)
    options = ("-device", "i6300esb", *guest.disk_options(tmp_path / "data", "virtio-scsi", late=True),
               "-drive", f"if=none,id=bad,format=raw,snapshot=on,file={tmp_path}/bad",
               "-device", "scsi-hd,drive=bad")
    with guest.Guest(kernel, tmp_path / "image", "", options) as machine:
        machine.wait_console("rcS: mounting LABEL=data")
        machine.plug("virtio-scsi")
        machine.wait_console("application: start 1")
        machine.wait_console("Please press Enter")
        machine.type("\n")
        machine.ask(f"{REPORT}; poweroff", "reboot: Power down")
        console, report = machine.console.text, machine.port.text.splitlines()
    assert "UNEXPECTED INCONSISTENCY" in console
    assert "rcS: /dev/sda has errors: it is mounted read-only" in console
    assert "await: LABEL=missing: did not appear\n" in console.replace("\r", "")
    mounts = {line.split()[1]: line.split() for line in report if line.startswith("/dev/")}
    assert mounts["/bad"][:1] + mounts["/bad"][3].split(",")[:1] == ["/dev/sda", "ro"]
    assert mounts["/data"][0] == "/dev/sdb"
    assert {"rw", "nosuid", "nodev", "noatime"} <= set(mounts["/data"][3].split(","))
    assert report[-3:-1] == ["1", f"/lib/modules/{kernel.release}/System.map"]
    assert report[-1].isdigit()


def test_stuck_disk(tmp_path):
    """A disk that never responds, found first, hides no partition, and does not stop the boot."""
    kernel = permanent.kernel("amd64")
    permanent.make_data(tmp_path / "data")
    example = (permanent.EXAMPLE / "root/etc/fstab").read_text()
    (tmp_path / "fstab").write_text("LABEL=missing /missing ext4 defaults 0 2\n" + example)
    permanent.make_image(kernel, tmp_path / "image", "--add", f"{tmp_path}/fstab:/etc/fstab",
                         modules=["virtio_pci", "virtio_blk", "ext4"])
    options = (*simulated_disk("stuck", STUCK), *guest.disk_options(tmp_path / "data", "virtio-blk"))
    with guest.Guest(kernel, tmp_path / "image", "", options) as machine:
        machine.wait_console("application: start 1")
        console = machine.console.text
    assert "await: LABEL=missing: did not appear, and a disk does not respond" in console


def test_size(tmp_path):
    """Below 2 MB without modules, with System.map."""
    kernel = permanent.kernel("amd64")
    permanent.make_image(kernel, tmp_path / "image", modules=[])
    assert (tmp_path / "image").stat().st_size < 2_000_000


# The files of the root: name, mode and device, and content.
FILES = ("{ find / -xdev -exec stat -c '%n %f %t %T' {} +; "
         "find / -xdev -type f -exec sha256sum {} +; } | sort")


def boot_in_kernel(kernel, image, data):
    """The console, and the files of the root."""
    options = ("-device", "i6300esb", *guest.lasting_disk_options(data, "data"))
    with guest.Guest(kernel, image, "", options) as machine:
        machine.wait_console("application: start ")
        machine.wait_console("Please press Enter")
        machine.type("\n")
        machine.ask(f"{FILES} >/dev/ttyS1; poweroff", "reboot: Power down")
        return machine.console.text, machine.port.text.splitlines()


def test_in_kernel(any_kernel, tmp_path):
    """The same archive boots as an initrd, and in the kernel, as its CONFIG_INITRAMFS_SOURCE."""
    kernel, archive, packed = any_kernel("embedded"), tmp_path / "root.cpio", tmp_path / "root.cpio.xz"
    for path, compression in ((archive, "none"), (packed, "xz")):
        permanent.make_image(kernel, path, "--compress", compression, modules=[], system_map=False)
    permanent.make_data(tmp_path / "data")
    machines = ((kernel, archive), (maps.embed(kernel, archive, tmp_path / "vmlinuz"), None),
                (maps.embed(kernel, packed, tmp_path / "vmlinuz-xz"), None))
    all_files = []
    for start, (linked, image) in enumerate(machines, 1):
        console, files = boot_in_kernel(linked, image, tmp_path / "data")
        assert f"application: start {start}\n" in console
        assert "gangway: watchdog: timeout 60 s\n" in console
        assert "gangway: starting /sbin/init in the image itself after " in console
        # do_populate_rootfs(), init/initramfs.c, 6.1, says so of an archive from outside
        assert ("Trying to unpack rootfs image as initramfs" in console) == (image is not None)
        all_files.append(files)
    assert any(line.endswith(" /usr/bin/application") for line in all_files[0])
    assert all_files[0] == all_files[1] == all_files[2]


def some_symbols(system_map):
    """{name: address} of symbols in all parts of the kernel that have unique names."""
    addresses = {}
    for address, _, name in maps.rows(system_map):
        addresses.setdefault(name, []).append(int(address, 16))
    unique = sorted((found[0], name) for name, found in addresses.items()
                    if name.isidentifier() and found[0] >= addresses["_text"][0] and len(found) == 1)
    return {name: address for address, name in unique[::len(unique) // 8]}


def test_arm64(tmp_path):
    """On arm64, without modules, the application starts, and System.map is that of the running kernel."""
    kernel, machine = kernels.kernel("arm64-newest"), ARCHITECTURES["arm64"]
    image = tmp_path / "image"
    permanent.make_image(kernel, image, "--compress", "xz", modules=[])
    system_map = image.with_suffix(".map").read_bytes()
    symbols = some_symbols(system_map)
    with guest.Guest(kernel, image, "", clock=machine.clock) as running:
        running.wait_console("KASLR enabled")
        running.wait_console("application: started without a writable data partition")
        running.wait_console("Please press Enter")
        running.type("\n")
        lines = f"grep -E ' ({'|'.join(symbols)})$' /proc/kallsyms"
        report = f"{{ sha256sum /lib/modules/*/System.map; {lines}; }}"
        running.ask(f"{report} >/dev/{machine.port}; poweroff", "reboot: Power down")
        first, *lines = running.port.text.splitlines()
    assert first.split() == [hashlib.sha256(system_map).hexdigest(),
                             f"/lib/modules/{kernel.release}/System.map"]
    distances = {int(address, 16) - symbols[name] for address, _, name in map(str.split, lines)}
    assert len(lines) == len(symbols) and len(distances) == 1

    permanent.make_image(kernel, image, "--compress", "xz", modules=[], system_map=False)
    assert image.stat().st_size < 1_000_000
