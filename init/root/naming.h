/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Finds the device that is the root: the first that matches root=, or with gpt-auto the partition
 * that has the root type.
 */
#ifndef INIT_ROOT_NAMING_H
#define INIT_ROOT_NAMING_H

#include <stdbool.h>
#include <stdint.h>

struct boot;
struct device;
struct rootspec;

/* Call it when another candidate is tried. */
void naming_begin(struct boot *b);
/* The root among the devices that have appeared, or NULL; `last`: the wait is over. */
struct device *naming_find(struct boot *b, bool last);
/*
 * Whether the root that was found is still the same device and still matches root=. Call it after
 * each wait.
 */
bool naming_holds(struct boot *b);
/* Logs doubts about a root that was found by its type. */
void naming_log_type(struct boot *b);
/* Logs the other devices that also match root=. Call it late, when more devices have appeared. */
void naming_log_others(struct boot *b);
/* Fails the wait that began at `began` with `err`; the cause is what was found instead. */
int naming_fail(struct boot *b, int err, int64_t began);

/* Whether the device matches `spec`, if that is not gpt-auto. */
bool naming_fits(const struct rootspec *spec, const struct device *d);

#endif
