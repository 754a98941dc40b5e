/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which device the root is: the first of those that its name fits, or with gpt-auto the partition
 * that has its type.
 */
#ifndef INIT_NAMING_H
#define INIT_NAMING_H

#include <stdbool.h>
#include <stdint.h>

struct boot;
struct device;

/* Understands the name into b->spec; rootspec_parse()'s errors. */
int naming_begin(struct boot *b, const char *root);
/* The root among the devices that have come, or NULL; `last`: no others are waited for. */
struct device *naming_find(struct boot *b, bool last);
/*
 * Whether the root that was found is still that device, and still what root= means: to be asked
 * after each wait.
 */
bool naming_holds(struct boot *b);
/* Says what is doubtful in a root that was found by its type. */
void naming_say_type(struct boot *b);
/* Says which devices that have come by now have the root's name too: best asked late. */
void naming_say_others(struct boot *b);
/* The failure `err` of a wait that began at `began`: its cause is what was found instead. */
int naming_fail(struct boot *b, int err, int64_t began);

/* Whether the name, where it is one, fits this device. */
bool naming_fits(const struct boot *b, const struct device *d);

#endif
