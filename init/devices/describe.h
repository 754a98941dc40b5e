/* SPDX-License-Identifier: GPL-2.0 */
/* Block devices in the notation that root= accepts. */
#ifndef INIT_DEVICES_DESCRIBE_H
#define INIT_DEVICES_DESCRIBE_H

#include "fs/probe.h"

struct device;

/* Formats one identifier, after two blanks; quoted if it contains blanks. Empty if the value is. */
enum { DESCRIBE_ID_SIZE = FS_LABEL_SIZE + 24 };
const char *describe_id(char *text, const char *form, const char *value);

/* Logs one line: the device, its size, type and identifiers. */
void describe_log(const struct device *d);

#endif
