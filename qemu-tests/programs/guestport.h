/* SPDX-License-Identifier: GPL-2.0 */
/* Shared by the inits of the System.map guests: mounts, and the port for their reports. */
#ifndef QEMU_TESTS_PROGRAMS_GUESTPORT_H
#define QEMU_TESTS_PROGRAMS_GUESTPORT_H

#include <stdio.h>

/*
 * Mounts /dev, /proc and /sys, makes /boot and the running kernel's /lib/modules/R, and opens the
 * second serial port, which is not a console; NULL on failure.
 */
FILE *guest_begin(void);
/* Ends the report with "end=", and powers the machine off. */
void guest_end(FILE *port);

/* The release of the running kernel. */
const char *guest_release(void);

#endif
