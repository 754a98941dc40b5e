/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writes records for tools of the running system and for the user of a rescue shell:
 * /run/gangway/log, the messages, and /run/gangway/boot.json, the steps, modules and devices with
 * their times in microseconds since the kernel's start. gangway-init(8) describes the format.
 */
#ifndef INIT_ROOT_RECORD_H
#define INIT_ROOT_RECORD_H

struct boot;

/* Skipped if the root has no /run. */
void record_write(const struct boot *b);

#endif
