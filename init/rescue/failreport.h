/* SPDX-License-Identifier: GPL-2.0 */
/* The failure report: logs all that is known about why a step failed. */
#ifndef INIT_RESCUE_FAILREPORT_H
#define INIT_RESCUE_FAILREPORT_H

#include "init/rescue/hwreport.h"

/* What the report found, for its summary. */
struct failreport {
	const char *step;
	struct hwreport_advice hardware;
};

struct boot;

/* Logs everything but the summary. */
void failreport_log(struct boot *b, struct failreport *v);
/*
 * The last lines before a shell or the kernel's panic: cause, requested root, closest match,
 * advice.
 */
void failreport_summary(struct boot *b, const struct failreport *v);

#endif
