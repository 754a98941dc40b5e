/* SPDX-License-Identifier: GPL-2.0 */
/* What the inits of the System.map guests share: mounts, and the port for their facts. */
#ifndef QEMU_TESTS_PROGRAMS_GUESTPORT_H
#define QEMU_TESTS_PROGRAMS_GUESTPORT_H

#include <stdio.h>

/*
 * Mounts /dev, /proc and /sys, makes /boot and the running kernel's /lib/modules/R, and opens the
 * second serial port, where no line of the console is; NULL where that fails.
 */
FILE *guest_begin(void);
/* Ends the facts with "end=", and switches the machine off. */
void guest_end(FILE *port);

/* The release of the running kernel. */
const char *guest_release(void);

#endif
