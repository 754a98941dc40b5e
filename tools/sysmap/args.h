/* SPDX-License-Identifier: GPL-2.0 */
/* The arguments of a command. */
#ifndef TOOLS_SYSMAP_ARGS_H
#define TOOLS_SYSMAP_ARGS_H

#include <stdbool.h>
#include <stdint.h>

/* Whether the first argument is --text, which is then taken off. */
bool args_take_text(char ***args);
/* The argument of --offset: hexadecimal, with or without 0x. -1: reported. */
int args_read_offset(const char *text, uint64_t *ret_offset);

#endif
