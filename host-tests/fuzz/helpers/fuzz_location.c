// SPDX-License-Identifier: GPL-2.0
/*
 * The EFI variable HibernateLocation, then a NUL and an os-release. Property: the texts of a location are
 * terminated, and its UUID is one.
 */
#include <stdlib.h>
#include <string.h>

#include "helpers/resume/location.h"
#include "host-tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct location location;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	memset(&location, 'x', sizeof(location));
	if (!location_parse(text, &location)) {
		if (!memchr(location.id, '\0', LOCATION_NAME_SIZE) ||
		    !memchr(location.image_id, '\0', LOCATION_NAME_SIZE) ||
		    strspn(location.uuid, "0123456789abcdef-") != UUID_SIZE - 1)
			abort();
		(void)location_is_of(&location,
				     text + (strlen(text) < size ? strlen(text) + 1 : 0));
	}
	free(text);
	return 0;
}
