/* SPDX-License-Identifier: GPL-2.0 */
/* Texts in a line of a kernel log that show its purpose, all found in one pass over the line. */
#ifndef TOOLS_SYSMAP_LOG_SIGNS_H
#define TOOLS_SYSMAP_LOG_SIGNS_H

#include <stddef.h>

enum sign {
	SIGN_BANNER,     /* "Linux version ", the first line of a boot */
	SIGN_TROUBLE,    /* an oops, a warning or a call trace, of any architecture */
	SIGN_TAINTED,    /* "Not tainted RELEASE #1", "Tainted: P   RELEASE #1" */
	SIGN_OFFSET,     /* "Kernel Offset: " */
	SIGN_NO_KASLR,   /* the kernel was not moved */
	SIGN_TEXT_BEGIN, /* ".text : 0xADDRESS", the address of _text */
	SIGN_MODULE,     /* " Live 0xADDRESS", a line of /proc/modules */
	SIGN_PC_NAME,    /* "PC is at NAME+0x4/0x10", whose address is on another line: */
	SIGN_PC,
	SIGN_LR_NAME,
	SIGN_LR,
	SIGNS,
};

struct signs {
	const char *after[SIGNS]; /* the text after the sign; NULL: not in the line */
};

void signs_find(const char *line, size_t len, struct signs *ret_signs);

#endif
