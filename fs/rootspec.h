/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The grammar of root=.
 *
 * 1. /dev/NAME			the kernel's name of the device; '/' in it may be '!', as in /sys
 * 2. MAJOR:MINOR			decimal; what a third number would say is not looked at
 * 3. HEX				the number as the kernel packs it: b302, 8:1 is 801
 * 4. PARTUUID=UUID[/PARTNROFF=n]	of the partition, or the n-th after it; a UUID in any case.
 *					MBR: SSSSSSSS-PP, the disk's signature and the number in hex
 * 5. PARTLABEL=			of the partition (GPT), in UTF-8
 * 6. UUID=, LABEL=			of what lies on the device; a UUID in any case
 * 7. /dev/disk/by-WHAT/X		4 to 6 in udev's names, \xHH in X being a byte;
 *					/dev/block/MAJOR:MINOR is 2
 * 8. /dev/mapper/NAME			the device mapper's name of the device, which is also
 *					/dev/disk/by-id/dm-name-NAME; /dev/VG/LV is that of a
 *					logical volume
 * 9. gpt-auto				the partition whose type says that it is the root: which it
 *					is, init/gptauto.h knows
 *
 * 1 to 5 are the kernel's own (block/early-lookup.c, 7.2); /dev/ram is its /dev/ram0. What follows
 * an '=' may stand in quotes. /dev/root, /dev/nfs, /dev/cifs and what else there is below /dev/disk
 * are no names that can be found.
 */
#ifndef FS_ROOTSPEC_H
#define FS_ROOTSPEC_H

#include <stdbool.h>

#include "fs/blockdev.h"
#include "fs/probe.h"

enum rootspec_kind {
	ROOT_NAME,
	ROOT_NUMBER,
	ROOT_PARTUUID,
	ROOT_PARTLABEL,
	ROOT_UUID,
	ROOT_LABEL,
	ROOT_MAPPER,
	ROOT_GPT_AUTO,
};

struct rootspec {
	enum rootspec_kind kind;
	uint32_t major, minor;     /* of ROOT_NUMBER */
	int32_t offset;            /* PARTNROFF of ROOT_PARTUUID */
	char value[FS_LABEL_SIZE]; /* NAME as in /sys; the number as 8:1; the UUID; the label */
};

/*
 * -EINVAL: not understood; -ENAMETOOLONG: no device can have such a name; -EOPNOTSUPP: known, but
 * nothing that can be found.
 */
int rootspec_parse(const char *text, struct rootspec *ret_spec);
/* Why a text is refused, and what to write instead, for a message. */
enum { ROOTSPEC_ADVICE_SIZE = 160 };
void rootspec_advise(const char *text, char *to, size_t size);

/*
 * Whether this is the device; `id` is NULL where its content is not (yet) known. What
 * cannot be mounted, as a container or swap, is never what UUID= and LABEL= mean.
 */
bool rootspec_matches(const struct rootspec *spec, const struct blockdev *dev,
		      const struct fs_id *id);

/*
 * Whether `dev` is what is meant where `found` matches: the same device, or with PARTNROFF another
 * of the same disk.
 */
bool rootspec_leads_to(const struct rootspec *spec, const struct blockdev *found,
		       const struct blockdev *dev);

/*
 * How far the device's identifier of the spec's own kind is from what is wanted, in edits of one
 * character (case aside); UINT_MAX where it has none. For the verdict's nearest match.
 */
unsigned rootspec_distance(const struct rootspec *spec, const struct blockdev *dev,
			   const struct fs_id *id);

#endif
