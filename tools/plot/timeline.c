// SPDX-License-Identifier: GPL-2.0
#include "tools/plot/timeline.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/json/member.h"

enum {
	SCHEMA = 1,
	DEPTH = 8,           /* a boot.json nests three deep */
	FILE_MAX = 16 << 20, /* a hundred times the longest that gangway writes */
};

/* Later times are errors: the kernel counts from its start. */
#define TIME_MAX (INT64_C(366) * 24 * 3600 * 1000000)

static int fail(char **ret_error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (vasprintf(ret_error, format, args) < 0)
		*ret_error = NULL;
	va_end(args);
	return -1;
}

/* ---- members ------------------------------------------------------------------------------- */

/* Returns `otherwise` if there is none. */
static int64_t member_time(struct json_object *object, const char *name, int64_t otherwise)
{
	struct json_object *value = json_member(object, name, json_type_int);
	int64_t time = value ? json_object_get_int64(value) : otherwise;

	return time >= 0 && time <= TIME_MAX ? time : otherwise;
}

/* ---- spans --------------------------------------------------------------------------------- */

static void add(struct timeline *t, struct span span)
{
	if (span.ended < span.began)
		span.ended = span.began;
	if (!t->count || span.began < t->began)
		t->began = span.began;
	if (span.ended > t->ended)
		t->ended = span.ended;
	t->spans[t->count++] = span;
}

static void add_step(struct timeline *t, struct json_object *item)
{
	int64_t began = member_time(item, "began", -1);

	if (began >= 0)
		add(t, (struct span){SPAN_STEP, json_member_text(item, "name"), "", began,
				     member_time(item, "ended", began)});
}

/*
 * A module that was not loaded has no times. A bar to the end stands for one that is still loading;
 * when a module failed is not recorded.
 */
static void add_module(struct timeline *t, struct json_object *item)
{
	int64_t began = member_time(item, "began", -1);
	const char *state = json_member_text(item, "state");
	enum span_kind kind = SPAN_LOADING;

	if (strcmp(state, "live") == 0)
		kind = SPAN_LIVE;
	else if (strcmp(state, "failed") == 0)
		kind = SPAN_FAILED;
	if (began >= 0)
		add(t, (struct span){kind, json_member_text(item, "name"),
				     json_member_text(item, "error"), began,
				     kind == SPAN_FAILED ? began
							 : member_time(item, "live", t->ended)});
}

static int compare(const void *a, const void *b)
{
	const struct span *first = a, *second = b;

	return (first->began > second->began) - (first->began < second->began);
}

static void add_all(struct timeline *t, struct json_object *steps, struct json_object *modules)
{
	for (size_t i = 0; steps && i < json_object_array_length(steps); i++)
		add_step(t, json_object_array_get_idx(steps, i));
	t->steps = t->count;
	for (size_t i = 0; modules && i < json_object_array_length(modules); i++)
		add_module(t, json_object_array_get_idx(modules, i));
	qsort(t->spans, t->steps, sizeof(*t->spans), compare);
	qsort(t->spans + t->steps, t->count - t->steps, sizeof(*t->spans), compare);
}

/* ---- the file ------------------------------------------------------------------------------ */

static int take(struct timeline *t, const char *path, char **ret_error)
{
	struct json_object *schema = json_member(t->json, "schema", json_type_int);
	struct json_object *steps = json_member(t->json, "steps", json_type_array);
	struct json_object *modules = json_member(t->json, "modules", json_type_array);
	size_t most = (steps ? json_object_array_length(steps) : 0) +
		      (modules ? json_object_array_length(modules) : 0);

	if (!schema || !steps)
		return fail(ret_error, "%s: not a boot.json of gangway", path);
	if (json_object_get_int64(schema) != SCHEMA)
		return fail(ret_error, "%s: schema %lld; this gangway-plot reads schema %d", path,
			    (long long)json_object_get_int64(schema), SCHEMA);
	t->release = json_member_text(t->json, "release");
	t->version = json_member_text(t->json, "version");
	t->root = json_member_text(t->json, "root");
	t->device = json_member_text(t->json, "device");
	t->spans = calloc(most + 1, sizeof(*t->spans));
	if (!t->spans)
		return fail(ret_error, "%s", strerror(ENOMEM));
	add_all(t, steps, modules);
	if (!t->count)
		return fail(ret_error, "%s: no step of the boot has ended", path);
	return 0;
}

/* Reads one value, at most FILE_MAX bytes. *ret_error is set if there is none; NULL is `null`. */
static struct json_object *parse(FILE *file, const char *path, char **ret_error)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH);
	struct json_object *json = NULL;
	enum json_tokener_error err = json_tokener_continue;
	char block[65536];
	size_t len, all = 0;

	if (!tokener) {
		(void)fail(ret_error, "%s", strerror(ENOMEM));
		return NULL;
	}
	while (err == json_tokener_continue && all < FILE_MAX &&
	       (len = fread(block, 1, sizeof(block), file))) {
		all += len;
		json = json_tokener_parse_ex(tokener, block, len);
		err = json_tokener_get_error(tokener);
	}
	json_tokener_free(tokener);
	if (ferror(file))
		(void)fail(ret_error, "%s: %s", path, strerror(errno));
	else if (err == json_tokener_continue)
		(void)fail(ret_error, "%s: not a boot.json of gangway: %s", path,
			   all < FILE_MAX ? "unexpected end of file" : "too large");
	else if (err != json_tokener_success)
		(void)fail(ret_error, "%s: not a boot.json of gangway: %s", path,
			   json_tokener_error_desc(err));
	return json;
}

int timeline_read(const char *path, struct timeline *ret_timeline, char **ret_error)
{
	FILE *file = fopen(path, "re");
	struct timeline t = {0};
	int result;

	if (!file)
		return fail(ret_error, "%s: %s", path, strerror(errno));
	*ret_error = NULL;
	t.json = parse(file, path, ret_error);
	fclose(file);
	if (*ret_error)
		return -1;
	result = take(&t, path, ret_error);
	if (result < 0)
		timeline_free(&t);
	else
		*ret_timeline = t;
	return result;
}

void timeline_free(struct timeline *t)
{
	free(t->spans);
	json_object_put(t->json);
}
