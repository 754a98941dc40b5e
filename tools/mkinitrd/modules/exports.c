// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/exports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "lib/text.h"
#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/modules/exportcache.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/kernel/vmlinuz.h"

/* Each is left with no names where it cannot tell any; the result is its own name: new memory. */
typedef char *source_fn(struct set *names, const struct root *root, const char *release);

/* The kernel has an entry in a table for each symbol that it exports; a map names the entry. */
static void note_entry(void *context, const char *symbol)
{
	const char *name = text_after(symbol, "__ksymtab_");

	if (name)
		set_add(context, name);
}

/* "ADDRESS TYPE NAME", and behind a tab the module that it is of. */
static void read_kallsyms(struct set *names, FILE *kallsyms)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, kallsyms) > 0) {
		char *rest = line;

		line[strcspn(line, "\n")] = '\0';
		strsep(&rest, " ");
		strsep(&rest, " ");
		if (rest && !strchr(rest, '\t'))
			note_entry(names, rest);
	}
	free(line);
}

static char *from_running(struct set *names, const struct root *root, const char *release)
{
	static const char path[] = "/proc/kallsyms";
	struct utsname running;
	FILE *kallsyms;

	if (*root->dir || uname(&running) < 0 || strcmp(release, running.release) != 0)
		return NULL;
	kallsyms = fopen(path, "re");
	if (!kallsyms)
		return NULL;
	read_kallsyms(names, kallsyms);
	fclose(kallsyms);
	return alloc_text("%s", path);
}

static void read_vmlinuz(struct set *names, const char *path, const struct exportcache *cache)
{
	char *why = vmlinuz_symbols(path, note_entry, names);

	if (why) {
		report_detail("%s", why);
		set_free(names); /* some would be worse than none */
	} else {
		exportcache_write(cache, names);
	}
	free(why);
}

static char *from_vmlinuz(struct set *names, const struct root *root, const char *release)
{
	char *path = vmlinuz_find(root, release);
	struct exportcache cache;

	if (!path)
		return NULL;
	exportcache_open(&cache, path, release);
	if (exportcache_read(&cache, names) != 0)
		read_vmlinuz(names, path, &cache);
	exportcache_close(&cache);
	return path;
}

/* "CRC NAME FILE ...", with tabs; the FILE of the kernel is vmlinux. */
static void read_symvers(struct set *names, char *text)
{
	char *line;

	while ((line = strsep(&text, "\n"))) {
		char *name, *file;

		strsep(&line, "\t");
		name = strsep(&line, "\t");
		file = strsep(&line, "\t");
		if (file && strcmp(file, "vmlinux") == 0)
			set_add(names, name);
	}
}

static char *from_symvers(struct set *names, const struct root *root, const char *release)
{
	static const char *const places[] = {
		"/lib/modules/%s/build/Module.symvers",
		"/usr/src/linux-headers-%s/Module.symvers",
		"/lib/modules/%s/symvers.gz",
		"/lib/modules/%s/symvers.xz",
		"/usr/lib/modules/%s/symvers.gz",
		"/usr/lib/modules/%s/symvers.xz",
		"/boot/symvers-%s.gz",
		"/boot/symvers-%s.xz",
		NULL,
	};
	char *path = root_find_first(root, places, release);
	struct content content;

	if (!path)
		return NULL;
	if ((content_is_packed(path) ? content_unpack : content_read)(path, &content) == 0) {
		read_symvers(names, content.data);
		content_free(&content);
	}
	return path;
}

void exports_read(struct exports *exports, const struct root *root, const char *release)
{
	static source_fn *const sources[] = {from_running, from_vmlinuz, from_symvers};

	*exports = (struct exports){0};
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]) && !exports->source; i++) {
		char *source = sources[i](&exports->names, root, release);

		if (set_is_empty(&exports->names))
			free(source);
		else
			exports->source = source;
	}
}

void exports_free(struct exports *exports)
{
	set_free(&exports->names);
	free(exports->source);
	exports->source = NULL;
}
