/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Parser for root=.
 *
 * 1. /dev/NAME			the kernel's name of the device; '/' in it may be '!', as in /sys
 * 2. MAJOR:MINOR			decimal; a third number is ignored
 * 3. HEX				the kernel's encoding of a number: b302; 8:1 is 801
 * 4. PARTUUID=UUID[/PARTNROFF=n]	a partition, or the n-th after it; a UUID in either case.
 *					MBR: SSSSSSSS-PP, disk signature and number in hex
 * 5. PARTLABEL=			name of a GPT partition, in UTF-8
 * 6. UUID=, LABEL=			file system identifier; a UUID in either case
 * 7. /dev/disk/by-WHAT/X		udev's names for 4 to 6; \xHH in X is a byte;
 *					/dev/block/MAJOR:MINOR is 2
 * 8. /dev/mapper/NAME			name in the device mapper; the same as
 *					/dev/disk/by-id/dm-name-NAME; /dev/VG/LV is a
 *					logical volume
 * 9. gpt-auto				the partition with the type of a root partition; see
 *					init/devices/gptauto.h
 *
 * Forms 1 to 5 are those of the kernel (block/early-lookup.c, 7.2); /dev/ram means /dev/ram0. The
 * value after '=' may be quoted. /dev/root, /dev/nfs, /dev/cifs and other names below /dev/disk
 * are not supported.
 */
#ifndef FS_ROOTSPEC_H
#define FS_ROOTSPEC_H

#include <stdbool.h>
#include <stddef.h>

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

/* What the kinds have in common, and in what they differ. */
struct rootkind {
	const char *prefix; /* of the usual form; NULL: it has no value */
	uint16_t size;      /* of the longest value, with its NUL */
	uint16_t offset;    /* of the identifier in struct blockdev or, with `content`, fs_id */
	bool content;       /* a file system's identifier: known after the probe */
	bool any_case;      /* upper and lower case are the same */
	bool own_name;      /* a name of the device itself; others may have more than one device */
	bool by_order;      /* the name depends on the order in which drivers are loaded */
};
extern const struct rootkind rootkinds[];

struct rootspec {
	enum rootspec_kind kind;
	uint32_t major, minor;     /* for ROOT_NUMBER */
	int32_t offset;            /* PARTNROFF, for ROOT_PARTUUID */
	char value[FS_LABEL_SIZE]; /* NAME as in /sys, MAJOR:MINOR, UUID or label */
};

/*
 * -EINVAL: syntax error; -ENAMETOOLONG: longer than any device name; -EOPNOTSUPP: a known form that
 * gangway does not support.
 */
int rootspec_parse(const char *text, struct rootspec *ret_spec);

/* FILE of DEVICE:FILE, which begins with a slash: DEVICE may contain a colon. NULL: there is no FILE. */
const char *rootspec_file(const char *text);

/*
 * Whether the specification matches `dev`; `id` is NULL if the contents are not (yet) known. UUID=
 * and LABEL= never match what cannot be mounted, such as a container or swap.
 */
bool rootspec_matches(const struct rootspec *spec, const struct blockdev *dev,
		      const struct fs_id *id);

/*
 * The device's identifier of a kind, "" if it has none; `number` is a buffer for formatting it. `id`
 * may be NULL.
 */
enum { ROOTSPEC_NUMBER_SIZE = sizeof("4294967295:4294967295") };
const char *rootspec_identifier(enum rootspec_kind kind, const struct blockdev *dev,
				const struct fs_id *id, char number[ROOTSPEC_NUMBER_SIZE]);

/*
 * Given that `found` matches: whether `dev` is the device that is meant, `found` itself or, with
 * PARTNROFF, another partition of its disk.
 */
bool rootspec_leads_to(const struct rootspec *spec, const struct blockdev *found,
		       const struct blockdev *dev);

/*
 * Edit distance, ignoring case, from the requested value to the device's identifier of the same
 * kind; UINT_MAX if it has none. For the closest match in the failure report.
 */
unsigned rootspec_distance(const struct rootspec *spec, const struct blockdev *dev,
			   const struct fs_id *id);

#endif
