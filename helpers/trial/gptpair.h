/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Changes the slot attributes (fs/slot.h) of a partition in both copies of a GPT.
 *
 * A copy is a header and a table of entries, whose checksum is in the header (fs/gpt.c): a power cut
 * between the writes of their sectors damages the copy. So one copy is written and synced before
 * the other, and only while the other one is valid. Nothing but slot attributes and checksums is
 * ever changed: both headers must be valid, both tables must be equal except for slot attributes,
 * and at least one must match its checksum. This includes all that a power cut can leave.
 */
#ifndef HELPERS_TRIAL_GPTPAIR_H
#define HELPERS_TRIAL_GPTPAIR_H

#include <stdint.h>

struct gptpair_disk {
	int fd;          /* buffers and lengths suit O_DIRECT */
	uint64_t size;   /* bytes */
	uint32_t sector; /* bytes */
};

/* Returns the new attributes of the slot, or below 0: it is not to be changed. */
typedef int gptpair_fn(unsigned slot);

/*
 * Applies `change` to the partition with that number and unique GUID. The attributes are those of
 * the primary copy if it is valid. Returns 0 if both copies are on the disk with the new
 * attributes; 1 if `change` refused; below 0 if not, and *ret_why is the reason.
 */
int gptpair_change(const struct gptpair_disk *disk, uint32_t number, const char *uuid,
		   gptpair_fn *change, const char **ret_why);

#endif
