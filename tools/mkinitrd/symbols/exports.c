// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/symbols/exports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "lib/text.h"
#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/kernel/vmlinuz.h"
#include "tools/mkinitrd/symbols/exportcache.h"

/*
 * Each adds the exported symbols, if it can read them, and returns the name of the source: new
 * memory.
 */
typedef char *source_fn(struct exports *exports, const struct root *root, const char *release);

/* A kernel has a table entry, named in its map, for each exported symbol. */
static void note_entry(void *context, const char *symbol)
{
	const char *name = text_after(symbol, "__ksymtab_");

	if (name)
		set_add(context, name);
}

/* "ADDRESS TYPE NAME"; a tab and the module may follow. */
static void read_kallsyms(struct set *names, FILE *kallsyms)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, kallsyms) > 0) {
		char *rest = line;

		line[strcspn(line, "\n")] = '\0';
		strsep(&rest, " ");
		strsep(&rest, " ");
		if (rest && !strchr(rest, '\t'))
			note_entry(names, rest);
	}
	free(line);
}

static char *from_running(struct exports *exports, const struct root *root, const char *release)
{
	static const char path[] = "/proc/kallsyms";
	struct utsname running;
	FILE *kallsyms;

	if (*root->dir || uname(&running) < 0 || strcmp(release, running.release) != 0)
		return NULL;
	kallsyms = fopen(path, "re");
	if (!kallsyms)
		return NULL;
	read_kallsyms(&exports->names, kallsyms);
	fclose(kallsyms);
	return alloc_text("%s", path);
}

static void read_vmlinuz(struct exports *exports, const char *path, const struct exportcache *cache)
{
	char *why = vmlinuz_symbols(path, note_entry, &exports->names);

	if (!why) {
		exportcache_write(cache, &exports->names);
		return;
	}
	set_free(&exports->names); /* an incomplete set would be wrong */
	free(exports->why);
	exports->why = why;
}

static char *from_vmlinuz(struct exports *exports, const struct root *root, const char *release)
{
	char *path = vmlinuz_find(root, release);
	struct exportcache cache;

	if (!path)
		return NULL;
	exportcache_open(&cache, path, release);
	if (exportcache_read(&cache, &exports->names) != 0)
		read_vmlinuz(exports, path, &cache);
	exportcache_close(&cache);
	return path;
}

static void note_name(void *context, const char *name)
{
	set_add(context, name);
}

static char *from_symvers(struct exports *exports, const struct root *root, const char *release)
{
	(void)root;
	(void)release;
	if (!exports->symvers)
		return NULL;
	provided_each(&exports->details, note_name, &exports->names);
	return alloc_text("%s", exports->symvers);
}

static void read_symvers(struct exports *exports, const struct root *root, const char *release)
{
	static const char *const formats[] = {
		"/lib/modules/%s/build/Module.symvers",
		"/usr/src/linux-headers-%s/Module.symvers",
		"/lib/modules/%s/symvers.gz",
		"/lib/modules/%s/symvers.xz",
		"/usr/lib/modules/%s/symvers.gz",
		"/usr/lib/modules/%s/symvers.xz",
		"/boot/symvers-%s.gz",
		"/boot/symvers-%s.xz",
		"Module.symvers",
		NULL,
	};
	char *path = root_find_first(root, formats, release);
	struct content content;

	if (!path)
		return;
	if ((content_is_packed(path) ? content_unpack : content_read)(path, &content) < 0) {
		free(path);
		return;
	}
	exports->symvers = path;
	provided_parse_symvers(&exports->details, content.data, path);
	content_free(&content);
}

void exports_read(struct exports *exports, const struct root *root, const char *release)
{
	static source_fn *const sources[] = {from_running, from_vmlinuz, from_symvers};

	*exports = (struct exports){0};
	read_symvers(exports, root, release);
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]) && !exports->source; i++) {
		char *source = sources[i](exports, root, release);

		if (set_is_empty(&exports->names))
			free(source);
		else
			exports->source = source;
	}
}

void exports_free(struct exports *exports)
{
	set_free(&exports->names);
	provided_free(&exports->details);
	free(exports->source);
	free(exports->why);
	free(exports->symvers);
	*exports = (struct exports){0};
}
