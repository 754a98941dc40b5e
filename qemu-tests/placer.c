// SPDX-License-Identifier: GPL-2.0
/*
 * The real init of the guest whose power is cut: places System.map on its root, takes it away, and
 * begins anew, for ever. Each round is told on the second serial port, so that the host knows when
 * to cut.
 */
#include <stdio.h>
#include <unistd.h>

#include "qemu-tests/guestport.h"
#include "sysmap/place.h"

static FILE *port;
static struct place_room room;

static void tell_said(void *context, const char *path, const char *what)
{
	(void)context;
	fprintf(port, "said=%s: %s\n", path, what);
}

/* Each by one call, which happens whole or not at all. */
static void take_away(const char *release)
{
	char path[128];

	snprintf(path, sizeof(path), "/boot/System.map-%s", release);
	unlink(path);
	snprintf(path, sizeof(path), "/lib/modules/%s/System.map", release);
	unlink(path);
}

int main(void)
{
	struct place_policy policy = {.root = "",
				      .machine = "",
				      .release = guest_release(),
				      .mode = 0600,
				      .carried = -1,
				      .say = tell_said};

	port = guest_begin();
	if (!port) {
		perror("placer: no port");
		return 1;
	}
	for (int round = 0;; round++) {
		fprintf(port, "round=%d\n", round);
		fflush(port);
		if (place_run(&policy, &room))
			return 1;
		take_away(guest_release());
	}
}
