// SPDX-License-Identifier: GPL-2.0
/* Modaliases as the kernel writes them. */
#include "drivers-load/devices/storage.h"

#include "host-tests/tap.h"

static const struct {
	const char *alias, *what;
	bool is;
} cases[] = {
	{"pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i01", "AHCI", true},
	{"pci:v00001B36d0000000Dsv00001AF4sd00001100bc0Csc03i30", "xHCI", true},
	{"pci:v00001B36d00000007sv00001AF4sd00001100bc08sc05i01", "an SD host", true},
	{"usb:v46F4p0001d0000dc00dsc00dp00ic08isc06ip50in00", "a USB disk", true},
	{"virtio:d00000002v00001AF4", "virtio-blk", true},
	{"virtio:d00000008v00001AF4", "virtio-scsi", true},
	{"virtio:d00000017v00001AF4", "an IOMMU", true},
	{"acpi:LNRO0005:", "virtio by memory", true},
	{"scsi:t-0x00", "a SCSI disk", true},
	{"mmc:block", "an SD card", true},
	{"of:NmmcT(null)Cbrcm,bcm2835-sdhost", "a board's device", true},
	{"vmbus:d96361baa104294db60572e2ffb1dc7f", "Hyper-V's", true},
	{"pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00", "a network card", false},
	{"pci:v00008086d00002930sv00001AF4sd00001100bc0Csc05i00", "SMBus", false},
	{"pci:v00008086d00002668sv00001AF4sd00001100bc04sc03i00", "sound", false},
	{"usb:v0627p0001d0000dc00dsc00dp00ic03isc00ip02in00", "a tablet", false},
	{"virtio:d00000001v00001AF4", "virtio-net", false},
	{"virtio:d00000012v00001AF4", "virtio-input", false},
	{"acpi:PNP0C0C:", "a button", false},
	{"cpu:type:x86,ven0002fam000Fmod006B:feature:,0000,0001", "the processor", false},
	{"fs_ext4", "no device at all", false},
	{"", "nothing", false},
};

int main(void)
{
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		tap_ok(storage_alias(cases[i].alias) == cases[i].is, "%s: %s", cases[i].what,
		       cases[i].is ? "storage" : "no storage");
	return tap_done();
}
