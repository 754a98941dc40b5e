/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a line of a kernel's log has that means a place in the code:
 *
 *	an address	ffffffff81234567, 0xffffffff81234567, c019d604, [<c019d604>]
 *	a frame		do_exit+0x2b/0xa10, ext4_fill_super+0x5/0x20 [ext4]
 */
#ifndef SYSMAP_TOOL_OOPS_TOKENS_H
#define SYSMAP_TOOL_OOPS_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOKENS = 64 };

struct log_token {
	bool is_frame;
	const char *begin, *end; /* in the line; the end of an address is behind its brackets */
	uint64_t value;          /* the address; of a frame what is added to the name */
	unsigned digits;         /* of an address: 8 or 16 */
	bool named;              /* the address's symbol follows: the next token, or (NAME) */
	size_t name_len;         /* of a frame, from `begin` */
	uint64_t size;           /* that the frame's symbol has */
	bool in_module;
};

/* The tokens of a line, in order; what is beyond TOKENS of them is not told. */
size_t log_tokens(const char *line, size_t len, struct log_token tokens[TOKENS]);

#endif
