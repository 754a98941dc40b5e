/* SPDX-License-Identifier: GPL-2.0 */
/* Draws a timeline as SVG 1.1: a row for each step and each module, its bar from begin to end. */
#ifndef TOOLS_PLOT_SVG_H
#define TOOLS_PLOT_SVG_H

#include <stdio.h>

#include "tools/plot/timeline.h"

/* Errors are those of the stream. */
void svg_write(FILE *to, const struct timeline *t);

#endif
