/* SPDX-License-Identifier: GPL-2.0 */
/* The time of the initramfs, for systemd-analyze(1). */
#ifndef INIT_SWITCH_SYSTEMD_H
#define INIT_SWITCH_SYSTEMD_H

struct boot;

/*
 * The arguments of the real init, whose name is b->argv[0]: those of the kernel; before them, if it
 * is systemd, those that make it read the time when /init started. Without gangway.systemd, or if
 * that fails, only those of the kernel.
 */
char **systemd_arguments(const struct boot *b);
/* Closes what the arguments refer to: systemd could not be executed. */
void systemd_forget(void);

#endif
