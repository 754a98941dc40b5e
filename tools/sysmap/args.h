/* SPDX-License-Identifier: GPL-2.0 */
/* The arguments of a command. */
#ifndef TOOLS_SYSMAP_ARGS_H
#define TOOLS_SYSMAP_ARGS_H

#include <stdbool.h>
#include <stdint.h>

struct option;

/*
 * Calls `take` for each option with its `val`, or '?', and its argument in `optarg`, until it
 * returns another status than EXIT_YES, which is then returned. `*args` follow the command's name,
 * which precedes them in memory, and are afterwards those after the options.
 */
typedef int args_option_fn(void *context, int option);
int args_take_options(char ***args, const struct option *options, args_option_fn *take,
		      void *context);

/* Whether the first argument is --text, which is then taken off. */
bool args_take_text(char ***args);
/* The argument of --offset: hexadecimal, with or without 0x. -1: reported. */
int args_read_offset(const char *text, uint64_t *ret_offset);

#endif
