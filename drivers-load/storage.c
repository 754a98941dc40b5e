// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/storage.h"

#include <stddef.h>

#include "drivers-load/glob.h"

/* By class where a bus has classes (include/linux/pci_ids.h, usb/ch9.h), else all of the bus. */
static const char *const patterns[] = {
	"pci:*bc01*",         /* mass storage */
	"pci:*bc08sc05*",     /* a host for SD cards */
	"pci:*bc0Csc03*",     /* a host for USB */
	"usb:*ic08*",         /* mass storage */
	"virtio:d00000002v*", /* block */
	"virtio:d00000008v*", /* SCSI host */
	"virtio:d00000017v*", /* an IOMMU, which all others may wait for */
	"acpi*:LNRO0005:*",   /* virtio by memory */
	"scsi:*",
	"mmc:*",
	"nd:*",    /* persistent memory */
	"of:*",    /* boards whose devices have no classes */
	"vmbus:*", /* Hyper-V's */
	"xen:vbd",
	"ccw:*", /* channel devices of s390 */
};

bool storage_alias(const char *modalias)
{
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (glob_match(patterns[i], modalias))
			return true;
	return false;
}
