/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The failure report on modules and devices: which modules failed or are still loading, missing
 * firmware, devices that wait for others or have no driver, and the modules for them.
 */
#ifndef INIT_RESCUE_HWREPORT_H
#define INIT_RESCUE_HWREPORT_H

struct loader;

enum { HWREPORT_DRIVERS_SIZE = 96 };

/* The modules that may make the root appear. */
struct hwreport_advice {
	char drivers[HWREPORT_DRIVERS_SIZE]; /* those that the image lacks, comma-separated */
	const char *idle; /* one that the image has, but that was not loaded; NULL: none */
};

void hwreport_log_modules(struct loader *l);
/* The devices without a driver. */
void hwreport_log_devices(struct loader *l, struct hwreport_advice *ret_advice);

#endif
