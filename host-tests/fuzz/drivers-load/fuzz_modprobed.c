// SPDX-License-Identifier: GPL-2.0
/* A file of modprobe.d. Property: the rules are terminated strings in their own text. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "drivers-load/catalog/modprobed.h"
#include "host-tests/fuzz/fuzz.h"
#include "lib/file.h"

static struct modprobed rules;

static void check(const char *string)
{
	if (string < rules.text || string >= rules.text + rules.used ||
	    !memchr(string, '\0', rules.used - (string - rules.text)))
		abort();
}

static struct bytes input;

/* Lists the input under several names in each directory; not all of them are read. */
int file_each(int dirfd, const char *path, file_each_fn *each, void *context)
{
	static const char *const names[] = {"b.conf", "a.conf", "README", ".conf", "c.conf"};
	int err = 0;

	(void)dirfd;
	if (strcmp(path, "/run/modprobe.d") == 0)
		return -ENOENT;
	for (size_t i = 0; !err && i < sizeof(names) / sizeof(names[0]); i++)
		err = each(context, names[i], 0);
	return err;
}

int file_map(const char *path, struct bytes *ret_map)
{
	size_t len = strlen(path);

	if (strcmp(path + len - 6, "c.conf") == 0)
		return -EINVAL; /* a link to /dev/null */
	if (strcmp(path + len - 6, "b.conf") == 0)
		return -EIO;
	*ret_map = input;
	return 0;
}

void file_unmap(struct bytes *map)
{
	*map = bytes_of(NULL, 0);
}

static void read_dirs(const uint8_t *data, size_t size)
{
	input = bytes_of(data, size);
	rules.count = 0;
	rules.used = 0;
	if (modprobed_read(&rules, "") == 0)
		abort(); /* b.conf cannot be read */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_dirs(data, size);
	rules.count = 0;
	rules.used = 0;
	modprobed_parse(&rules, bytes_of(data, size));
	for (unsigned i = 0; i < rules.count; i++) {
		const struct modprobed_rule *rule = &rules.rules[i];

		check(rule->name);
		check(rule->value);
		modprobed_is_refusal(rule);
		if (rule->kind != MODPROBED_BAD)
			modprobed_next(&rules, rule->kind, rule->name, NULL);
	}
	return 0;
}
