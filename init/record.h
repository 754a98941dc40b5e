/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is left for tools after the hand-over: /run/gangway/log, what was said, and
 * /run/gangway/boot.json, the steps, modules and devices with their times in microseconds since
 * the kernel's start. gangway-init(8) tells the form.
 */
#ifndef INIT_RECORD_H
#define INIT_RECORD_H

struct boot;

/* Written where /run is; a root that has no /run gets none. */
void record_write(const struct boot *b);

#endif
