// SPDX-License-Identifier: GPL-2.0
/* Kernel log records about missing firmware, and similar ones. */
#include "drivers-load/devices/fwmiss.h"

#include <errno.h>
#include <string.h>

#include "host-tests/tap.h"

static const struct {
	const char *record, *device, *file; /* file NULL: not about missing firmware */
} cases[] = {
	{"4,612,9012345,-;e100 0000:00:03.0: Direct firmware load for e100/a.bin failed with error "
	 "-2\n SUBSYSTEM=pci\n DEVICE=+pci:0000:00:03.0\n",
	 "e100 0000:00:03.0", "e100/a.bin"},
	{"3,1,2,-;qla2xxx 0000:00:04.0: firmware: failed to load ql2400_fw.bin (-2)\n",
	 "qla2xxx 0000:00:04.0", "ql2400_fw.bin"},
	{"3,1,2,c,caller=T1;firmware: failed to load alone.bin (-2)", "", "alone.bin"},
	{"3,1,2,-;usb 1-1: Direct firmware load for a b (c).bin failed with error -2\n", "usb 1-1",
	 "a b (c).bin"},
	{"6,1,2,-;x: firmware: direct-loading firmware a.bin\n", NULL, NULL},
	{"6,1,2,-;x: Direct firmware load for  failed with error -2\n", NULL, NULL},
	{"6,1,2,-;x: Direct firmware load for a.bin\n failed with error -2\n", NULL, NULL},
	{"6,1,2,-;x:Direct firmware load for a.bin failed with error -2\n", NULL, NULL},
	{"6,1,2,-;y Direct firmware load for a.bin failed with error -2\n", NULL, NULL},
	{"10,1,2,-;gangway: LABEL=x: Direct firmware load for a.bin failed with error -2\n", NULL,
	 NULL},
	{"12,1,2,-;x: firmware: failed to load a.bin (-2)\n", NULL, NULL},
	{"6,1,2,-;", NULL, NULL},
	{"Direct firmware load for a.bin failed with error -2", NULL, NULL},
	{"", NULL, NULL},
};

int main(void)
{
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fwmiss miss = {"untouched", "untouched"};
		char record[256];

		strcpy(record, cases[i].record);
		tap_num(fwmiss_parse(record, &miss), cases[i].file ? 0 : -ENOENT, "record %u", i);
		tap_str(miss.device, cases[i].file ? cases[i].device : "untouched", "its device");
		tap_str(miss.file, cases[i].file ? cases[i].file : "untouched", "its file");
	}
	return tap_done();
}
