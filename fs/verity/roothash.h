/* SPDX-License-Identifier: GPL-2.0 */
/*
 * roothash= and systemd.verity_root_options=, as systemd-veritysetup-generator(8) and veritytab(5) of
 * systemd 252 describe them. Options that are not supported, or not known, are errors: one that is
 * ignored could be the one that protects the system.
 */
#ifndef FS_VERITY_ROOTHASH_H
#define FS_VERITY_ROOTHASH_H

#include <stdbool.h>
#include <stdint.h>

#include "fs/names.h"

enum { ROOTHASH_DIGITS_MIN = 32, ROOTHASH_DIGITS_MAX = 128 };

struct verity_options {
	const char *on_corruption; /* of the kernel's target; NULL: a read fails */
	bool ignore_zeroes, check_once;
	uint64_t hash_offset; /* bytes */
};

/* Whether it is a root hash: 32 to 128 hexadecimal digits, an even number. */
bool roothash_is_valid(const char *hash);

/*
 * The PARTUUIDs of the partitions of a valid root hash by the Discoverable Partitions Specification: its first
 * 128 bits are that of the data, its last 128 bits that of the hash tree.
 */
void roothash_partitions(const char *hash, char data[UUID_SIZE], char tree[UUID_SIZE]);

/*
 * Parses the options. Returns NULL; or why an option is refused, and sets *ret_option and *ret_len to
 * the option in `text`.
 */
const char *roothash_options(const char *text, struct verity_options *ret_options,
			     const char **ret_option, size_t *ret_len);

#endif
