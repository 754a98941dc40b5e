# SPDX-License-Identifier: GPL-2.0
"""The machines of other architectures, by Debian's names."""

from dataclasses import dataclass

from harness.machines import BOARD, WALL, Clock

# One serial port on the board; another on PCI. Debian's kernels have the drivers of both built in.
VIRT = ("-serial", "chardev:{console}", "-device", "pci-serial,chardev={port}")
# QEMU 7.2 has no working I/O ports on riscv64.
VIRTIO = ("-serial", "chardev:{console}", "-device", "virtio-serial-pci",
          "-device", "virtconsole,chardev={port}")
ISA = ("-device", "isa-serial,chardev={console}", "-device", "isa-serial,chardev={port}")


@dataclass(frozen=True)
class Architecture:
    qemu: str
    machine: tuple        # QEMU's options
    serial: tuple = VIRT  # the same, for the console and the port of the results
    console: str = "ttyS0"
    port: str = "ttyS1"   # the kernel's name of the port
    clock: Clock = BOARD

    def ports(self, console, port):
        return [part.format(console=console, port=port) for part in self.serial]


ARCHITECTURES = {
    "amd64": Architecture("qemu-system-x86_64", ("-machine", "q35,accel=tcg"), ISA, clock=WALL),
    "i386": Architecture("qemu-system-i386", ("-machine", "q35,accel=tcg"), ISA, clock=WALL),
    "arm64": Architecture("qemu-system-aarch64", ("-machine", "virt,accel=tcg", "-cpu", "cortex-a57"),
                          console="ttyAMA0", port="ttyS0"),
    # Without LPAE, the kernel reaches no PCI window above 4 GiB.
    "armhf": Architecture("qemu-system-arm",
                          ("-machine", "virt,highmem=off,accel=tcg", "-cpu", "cortex-a15"),
                          console="ttyAMA0", port="ttyS0"),
    "riscv64": Architecture("qemu-system-riscv64", ("-machine", "virt,accel=tcg", "-m", "512"), VIRTIO,
                            port="hvc0"),
}
