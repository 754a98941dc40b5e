/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where systemd has hibernated a system: the text of the EFI variable HibernateLocation, a JSON object
 * (write_efi_hibernate_location() of src/sleep/sleep.c, systemd 257):
 *
 *	{"uuid":"11111111-2222-4333-8444-555555555555","offset":0,"kernelVersion":"6.12.1",
 *	 "osReleaseId":"debian","osReleaseVersionId":"13"}
 */
#ifndef HELPERS_RESUME_LOCATION_H
#define HELPERS_RESUME_LOCATION_H

#include <stdbool.h>
#include <stdint.h>

#include "fs/names.h"

enum { LOCATION_NAME_SIZE = 64 };

struct location {
	char uuid[UUID_SIZE];        /* of the swap, or of the file system with the swap file */
	uint64_t offset;             /* of the swap file, in pages; 0: a swap device */
	char id[LOCATION_NAME_SIZE]; /* ID= and IMAGE_ID= of its os-release; "": none */
	char image_id[LOCATION_NAME_SIZE];
};

/* -EINVAL: not such an object, or it lacks the UUID or the offset. Unknown members are ignored. */
int location_parse(const char *text, struct location *ret_location);

/*
 * Whether it is the system of this os-release(5), by ID= and IMAGE_ID=, which systemd compares
 * (validate_efi_hibernate_location() of src/shared/hibernate-util.c, systemd 257).
 */
bool location_is_of(const struct location *location, const char *os_release);

#endif
