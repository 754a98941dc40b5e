/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Code addresses in a line of a kernel log:
 *
 *	an address	ffffffff81234567, 0xffffffff81234567, c019d604, [<c019d604>]
 *	a frame		do_exit+0x2b/0xa10, ext4_fill_super+0x5/0x20 [ext4]
 *	x86-64, 2.4 to 2.6.17	<ffffffff8012d3c8>{do_exit+43}, <ffffffffa0012345>{:ext3:ext3_lookup+33}
 *	Red Hat, 2.4	[<c011abcd>] do_fork [kernel] 0x5c, [<f8827c3f>] journal_stop [jbd] 0x1af
 *
 * In the last two, the frame has no size.
 */
#ifndef TOOLS_SYSMAP_LOG_LOGTOKENS_H
#define TOOLS_SYSMAP_LOG_LOGTOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOKENS = 64 };

struct log_token {
	bool is_frame;
	const char *begin, *end; /* in the line; an address includes a closing >] */
	uint64_t value;          /* the address; for a frame the offset */
	unsigned digits;         /* of an address: 8 or 16 */
	bool named;              /* the symbol of the address follows: the next token, or (NAME) */
	size_t name_len;         /* of a frame, from `begin` */
	uint64_t size;           /* of the frame's symbol; 0: not known */
	const char *module;      /* of the frame; NULL: it is in the kernel */
	size_t module_len;
};

/* The tokens of a line, in order; at most TOKENS of them. */
size_t log_tokens(const char *line, size_t len, struct log_token tokens[TOKENS]);

#endif
