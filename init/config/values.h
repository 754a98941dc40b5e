/* SPDX-License-Identifier: GPL-2.0 */
/* Parsers for the values of parameters. */
#ifndef INIT_CONFIG_VALUES_H
#define INIT_CONFIG_VALUES_H

struct config;
struct param;

/*
 * Returns 0, or -EINVAL or -ERANGE if the value is invalid, or -E2BIG if there are too many.
 * `value` is NULL if there is no '='.
 */
typedef int take_fn(struct config *c, const struct param *param, const char *value);

/* What take_choice calls the values 0 and 1; 2 is no. */
enum value_names { NO_NAMES, GPT = NO_NAMES, AUTO_ALL, AUTO_YES, YES };

/* Packed, since the table is one of the largest. */
struct param {
	const char *name;
	take_fn *take;
	unsigned short offset; /* of the setting in struct config */
	unsigned char names;   /* for take_choice: enum value_names */
	const char *expected;  /* for the message about an invalid value */
} __attribute__((packed));

take_fn take_string, take_optional, take_root, take_types, take_flag, take_break, take_mode,
	take_seconds, take_degraded, take_rootwait, take_panic, take_choice, take_list,
	take_own_list, take_any, take_volatile;

/* Returns 1 for yes, 0 for no, or -EINVAL. A flag without a value is on. */
int value_flag(const char *value);

#endif
