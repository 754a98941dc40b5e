/* SPDX-License-Identifier: GPL-2.0 */
/* The arguments of a command. */
#ifndef TOOLS_SYSMAP_ARGS_H
#define TOOLS_SYSMAP_ARGS_H

#include <stdbool.h>

/* Whether the first argument is --text, which is then taken off. */
bool args_take_text(char ***args);

#endif
