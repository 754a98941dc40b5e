/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What gangway-plot draws: the steps and modules of /run/gangway/boot.json, whose members are
 * described in gangway-init(8).
 */
#ifndef TOOLS_PLOT_TIMELINE_H
#define TOOLS_PLOT_TIMELINE_H

#include <json-c/json.h>
#include <stdint.h>

enum span_kind { SPAN_STEP, SPAN_LIVE, SPAN_LOADING, SPAN_FAILED };

/* Times in microseconds since the kernel's start. */
struct span {
	enum span_kind kind;
	const char *name;
	const char *error; /* of a failed module, or "" */
	int64_t began, ended;
};

/* The strings belong to `json`. */
struct timeline {
	struct json_object *json;
	const char *release, *version, *root, *device; /* "" if unknown */
	int64_t began, ended;                          /* of all spans */
	struct span *spans; /* the steps, then the modules; both by the time when they began */
	size_t steps, count;
};

/* Reads a file. -1: failed, and *ret_error is the reason, to be freed. */
int timeline_read(const char *path, struct timeline *ret_timeline, char **ret_error);
void timeline_free(struct timeline *t);

#endif
