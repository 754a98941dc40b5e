// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/follow.h"

#include <string.h>
#include <sys/utsname.h>

#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/running/match.h"
#include "sysmap/running/offset.h"
#include "tools/kernel/fault.h"
#include "tools/sysmap/mapfile.h"
#include "tools/sysmap/message.h"
#include "tools/sysmap/oops/kmsg.h"
#include "tools/sysmap/oops/translate.h"

static struct match_workspace workspace;

/*
 * Whether the map is that of the running kernel; without kallsyms, it may be unknown. A map of text
 * symbols is enough.
 */
static enum match_result compare(const char *path)
{
	struct match match;
	int fd = mapfile_open(path);
	int err;

	if (fd < 0) {
		message_fault();
		return MATCH_NO;
	}
	err = match_running("", fd, &workspace, &match);
	sys_close(fd);
	if (err)
		message_errno(path, err);
	if (!err && match.reason == MATCH_TEXT_MAP)
		return MATCH_YES;
	return err ? MATCH_NO : match.result;
}

/* The first map that is that of the running kernel; of --map FILE, one that may be. */
static const char *running_map(const struct maps *maps)
{
	for (size_t i = 0; i < maps->count; i++) {
		enum match_result result = compare(maps->paths[i]);

		if (result == MATCH_YES)
			return maps->paths[i];
		if (result == MATCH_UNKNOWN && maps->named) {
			message("%s: not verified: the running kernel does not provide its symbols",
				maps->paths[i]);
			return maps->paths[i];
		}
	}
	message("no map of the running kernel found; sysmap from-kernel writes one");
	return NULL;
}

static void find_offset(const struct oops_options *options, struct translation *t)
{
	static struct map_reader reader;
	static struct vmcore core;

	t->has_offset = true;
	t->offset = options->offset;
	if (options->has_offset)
		return;
	if (offset_running("", &reader, &core, &t->offset)) {
		message("cannot find the running kernel's KASLR offset; use --offset N");
		t->has_offset = false;
	}
}

static void renew_modules(void *context)
{
	modsource_add_running(context);
}

int follow_kernel(struct oops_options *options, const struct maps *maps)
{
	const char *path = running_map(maps);
	bool running_modules = !options->modules.table.count;
	struct translation t = {.addresses = options->addresses};
	struct survey_boot boot = {0};
	struct utsname name;
	struct symtab map;
	int status;

	if (!path)
		return EXIT_UNKNOWN;
	if (symtab_load(&map, path)) {
		message_fault();
		return EXIT_UNKNOWN;
	}
	t.map = &map;
	find_offset(options, &t);
	/* files of a release that is not known are not used */
	if (!uname(&name))
		(void)text_copy(boot.release, sizeof(boot.release), name.release);
	if (modsource_begin(&options->modules, &boot, &t.modules))
		status = EXIT_UNKNOWN;
	else
		status = kmsg_follow(&t, options->syslog, running_modules ? renew_modules : NULL,
				     &options->modules);
	symtab_free(&map);
	return status;
}
