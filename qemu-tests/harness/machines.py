# SPDX-License-Identifier: GPL-2.0
"""The machines: the hardware between processor and root disk, and their clocks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    options: tuple
    words: str  # kernel parameters


# Real time. On a busy host a kernel misjudges the speed of TCG's TSC, so another clock is used; and it
# may not see ten timer interrupts in time, and panic (check_timer() in arch/x86/kernel/apic/io_apic.c).
WALL = Clock((), "tsc=unstable no_timer_check")
# The same on other architectures, which have no TSC.
BOARD = Clock((), "")
# Time is counted in guest instructions; waits for the disk take real time.
COUNTED = Clock(("-icount", "shift=0,sleep=on"), "")
# Idle time is skipped.
SKIPS_TIME = Clock(("-icount", "shift=0,sleep=off"), "")
# As COUNTED, for a machine without another clock than the TSC, whose speed is then known.
TSC = Clock(COUNTED.options, "tsc_early_khz=1000000")


@dataclass(frozen=True)
class Machine:
    """A controller that is present from the start, and its disk."""
    controller: tuple  # QEMU's options
    disk: str          # QEMU's device
    root: str          # the kernel's name for it
    modules: str = ""  # of both, for images without others
    clock: Clock = WALL


def device(*descriptions):
    return tuple(part for text in descriptions for part in ("-device", text))


# No PCI bus, all devices from ACPI, only modern virtio.
MICROVM = ("-machine", "microvm,isa-serial=off", "-global", "virtio-mmio.force-legacy=off")

MACHINES = {
    # SCSI
    "lsi": Machine(device("lsi53c895a,id=bus"), "scsi-hd", "sda", "sym53c8xx,sd_mod"),
    "virtio-scsi": Machine(device("virtio-scsi-pci,id=bus"), "scsi-hd", "sda",
                           "virtio_pci,virtio_scsi,sd_mod"),
    "megasas": Machine(device("megasas,id=bus"), "scsi-hd", "sda"),
    "pvscsi": Machine(device("pvscsi,id=bus"), "scsi-hd", "sda"),
    "am53c974": Machine(device("am53c974,id=bus"), "scsi-hd", "sda"),
    # ATA: AHCI, which all of these machines have, and the older interface
    "ahci": Machine((), "ide-hd,bus=ide.0", "sda"),
    "piix": Machine(device("piix3-ide,id=bus"), "ide-hd,bus=bus.0", "sda"),
    # disks without a separate controller
    "virtio-blk": Machine((), "virtio-blk-pci", "vda", "virtio_pci,virtio_blk"),
    "virtio-mmio": Machine(MICROVM, "virtio-blk-device", "vda", clock=TSC),
    "nvme": Machine((), "nvme,serial=gangway", "nvme0n1"),
    # USB
    "xhci": Machine(device("qemu-xhci"), "usb-storage", "sda"),
    "ehci": Machine(device("usb-ehci"), "usb-storage", "sda"),
    "uas": Machine(device("qemu-xhci", "usb-uas,id=bus"), "scsi-hd,bus=bus.0", "sda"),
    # an SD card
    "sdhci": Machine(device("sdhci-pci"), "sd-card", "mmcblk0"),
    # a disk that waits for the driver of its IOMMU
    "iommu": Machine(device("virtio-iommu-pci"), "nvme,serial=gangway", "nvme0n1"),
    # many other devices, all found before the disk
    "others": Machine(device("virtio-net-pci", "virtio-rng-pci", "e1000", "intel-hda",
                             "virtio-keyboard-pci"), "virtio-blk-pci", "vda"),
}

# The machines with listed modules; coldplug finds those of the others.
LISTED = {name: machine.modules for name, machine in MACHINES.items() if machine.modules}
ALL_MODULES = ",".join(sorted({name for modules in LISTED.values()
                               for name in modules.split(",")})) + ",ext4"


# One byte per second: the first response takes an hour.
STUCK = "driver=null-co,size=16M,read-zeroes=on,throttling.bps-read=1"


def simulated_disk(name, what):
    """QEMU's options for a virtio disk; with the geometry given, QEMU does not read the disk."""
    return ("-drive", f"if=none,id={name},{what}",
            *device(f"virtio-blk-pci,drive={name},cyls=32,heads=16,secs=63"))
