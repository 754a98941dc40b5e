// SPDX-License-Identifier: GPL-2.0
/*
 * Only these members of the file are used:
 *
 *	{"release": R, "modules": [{"name": NAME, "state": "live"}, ...]}
 */
#include "tools/mkinitrd/modules/learn.h"

#include <stdlib.h>
#include <string.h>

#include "tools/json/member.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/report.h"

enum {
	DEPTH = 8, /* that of /init nests three deep */
	SIZE_MAX_JSON = 16 << 20,
};

/*
 * The name of a module or a release, or "". The file is untrusted and names are printed, so other
 * characters are refused.
 */
static const char *member_name(struct json_object *object, const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789_-+.~";
	const char *text = json_member_text(object, name);

	return text[strspn(text, allowed)] ? "" : text;
}

static int learn_module(struct json_object *item, struct modules *modules, const char *why)
{
	const char *name = member_name(item, "name");
	int result;

	if (!*name || strcmp(member_name(item, "state"), "live") != 0)
		return 0;
	result = modules_request_optional(modules, name, why);
	if (result > 0)
		report_warning("--learn: ignoring module %s: kernel %s has no module of this name",
			       name, modules->release);
	return result < 0 ? -1 : 0;
}

static int learn_modules(struct json_object *list, struct modules *modules, const char *why)
{
	size_t count = json_object_array_length(list);
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++)
		result = learn_module(json_object_array_get_idx(list, i), modules, why);
	return result;
}

static int learn_boot(const char *file, struct json_object *boot, struct modules *modules)
{
	struct json_object *list = json_member(boot, "modules", json_type_array);
	const char *release = member_name(boot, "release");
	char *why;
	int result;

	if (!list)
		return report_error("%s: not a boot.json", file);
	if (*release && strcmp(release, modules->release) != 0)
		report_warning("--learn: the boot used kernel %s, but the image is for kernel %s",
			       release, modules->release);
	why = alloc_text("loaded when %s was written", file);
	result = learn_modules(list, modules, why);
	free(why);
	return result;
}

static int learn_text(const char *file, const struct content *text, struct modules *modules)
{
	struct json_tokener *tokener = alloc_checked(json_tokener_new_ex(DEPTH));
	struct json_object *boot = json_tokener_parse_ex(tokener, text->data, text->len);
	int result;

	if (json_tokener_get_error(tokener) == json_tokener_success)
		result = learn_boot(file, boot, modules);
	else
		result = report_error("%s: not a boot.json: %s", file,
				      json_tokener_error_desc(json_tokener_get_error(tokener)));
	json_object_put(boot);
	json_tokener_free(tokener);
	return result;
}

int learn_choose(const char *file, struct modules *modules)
{
	struct content text;
	int result;

	if (content_read(file, &text) < 0)
		return -1;
	if (text.len > SIZE_MAX_JSON)
		result = report_error("%s: too large for a boot.json", file);
	else
		result = learn_text(file, &text, modules);
	content_free(&text);
	return result;
}
