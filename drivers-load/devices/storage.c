// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/devices/storage.h"

#include <stddef.h>

#include "drivers-load/catalog/glob.h"

/* By class if the bus has classes (include/linux/pci_ids.h, usb/ch9.h), else the whole bus. */
static const char *const patterns[] = {
	"pci:*bc01*",         /* mass storage */
	"pci:*bc08sc05*",     /* SD host controller */
	"pci:*bc0Csc03*",     /* USB host controller */
	"usb:*ic08*",         /* mass storage */
	"virtio:d00000002v*", /* block */
	"virtio:d00000008v*", /* SCSI host */
	"virtio:d00000017v*", /* IOMMU, which other devices may depend on */
	"acpi*:LNRO0005:*",   /* virtio-mmio */
	"scsi:*",
	"mmc:*",
	"nd:*",    /* persistent memory */
	"of:*",    /* device tree: no classes */
	"vmbus:*", /* Hyper-V */
	"xen:vbd",
	"ccw:*", /* s390 channel devices */
};

bool storage_alias(const char *modalias)
{
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (glob_match(patterns[i], modalias))
			return true;
	return false;
}
