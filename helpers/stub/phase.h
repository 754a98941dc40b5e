/* SPDX-License-Identifier: GPL-2.0 */
/* The phases of the boot, by which systemd extends PCR 11: systemd-pcrphase.service(8). */
#ifndef HELPERS_STUB_PHASE_H
#define HELPERS_STUB_PHASE_H

#include "helpers/mounts/report.h"

enum { PHASE_ENTER = 1, PHASES }; /* enter-initrd, leave-initrd */

/*
 * Measures the first `count` phases, each once, if systemd-stub has measured the kernel. Failures are reported as
 * `severity`. Returns 0, also if there is nothing to do; otherwise an error.
 */
int phase_measure(enum report severity, unsigned count);

#endif
