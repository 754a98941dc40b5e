// SPDX-License-Identifier: GPL-2.0
/* sysmap lookup: finds all arguments in one pass over the symbols. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "lib/sys.h"
#include "lib/text.h"
#include "tools/sysmap/args.h"
#include "tools/sysmap/commands.h"
#include "tools/sysmap/lookup/query.h"
#include "tools/sysmap/mapfile.h"
#include "tools/sysmap/message.h"
#include "tools/sysmap/modules/modread.h"
#include "tools/sysmap/modules/modsource.h"

struct lookup {
	const char *map; /* NULL: the running kernel, at its current addresses */
	uint64_t offset;
	struct modsource modules;
	struct survey_boot boot; /* only its release is used */
	struct map_reader reader;
	struct query *queries;
	size_t count;
};

static const char running[] = "/proc/kallsyms";

enum { OPT_MAP = 256, OPT_OFFSET, OPT_MODULES };

static const struct option long_options[] = {
	{"map", required_argument, NULL, OPT_MAP},
	{"offset", required_argument, NULL, OPT_OFFSET},
	{"modules", required_argument, NULL, OPT_MODULES},
	{0},
};

static int take_option(void *context, int option)
{
	struct lookup *l = context;

	switch (option) {
	case OPT_MAP:
		l->map = optarg;
		return EXIT_YES;
	case OPT_OFFSET:
		return args_read_offset(optarg, &l->offset) ? EXIT_USAGE : EXIT_YES;
	case OPT_MODULES:
		return modsource_add(&l->modules, optarg) ? EXIT_UNKNOWN : EXIT_YES;
	default:
		return EXIT_USAGE;
	}
}

static int parse_queries(struct lookup *l, char **args)
{
	while (args[l->count])
		l->count++;
	if (!l->count)
		return EXIT_USAGE;
	l->queries = calloc(l->count, sizeof(*l->queries));
	if (!l->queries) {
		message("out of memory");
		return EXIT_UNKNOWN;
	}
	for (size_t i = 0; i < l->count; i++)
		if (query_parse(args[i], &l->queries[i]))
			return EXIT_USAGE;
	return EXIT_YES;
}

static int take_arguments(struct lookup *l, char **args)
{
	int status = args_take_options(&args, long_options, take_option, l);

	return status == EXIT_YES ? parse_queries(l, args) : status;
}

static int read_symbols(struct lookup *l, const char *path)
{
	struct map_reader *reader = &l->reader;
	int fd = mapfile_open(path), got;
	struct map_symbol symbol;

	if (fd < 0)
		return message_fault();
	map_begin(reader, fd, l->map ? MAP_SYSTEM_MAP : MAP_KALLSYMS);
	while ((got = map_next(reader, &symbol)) > 0)
		for (size_t i = 0; i < l->count; i++)
			query_take(&l->queries[i], &symbol, l->offset, reader->digits);
	sys_close(fd);
	if (got && reader->fault)
		return message("%s: not a System.map: line %llu: %s", path,
			       (unsigned long long)reader->line, map_fault_text(reader->fault));
	return got ? message_errno(path, got) : 0;
}

/* Without --map, the modules of the running kernel too. */
static int begin_modules(struct lookup *l, struct modlookup *ret_modules)
{
	struct utsname name;

	if (!l->map) {
		modsource_add_running(&l->modules);
		(void)modread_lines(&l->modules.table, running); /* read_symbols() reports errors */
		/* files of a release that is not known are not used */
		if (!uname(&name))
			(void)text_copy(l->boot.release, sizeof(l->boot.release), name.release);
	}
	return modsource_begin(&l->modules, &l->boot, ret_modules);
}

static int look_up(struct lookup *l)
{
	struct modlookup modules;
	int status = EXIT_YES;

	if (begin_modules(l, &modules) || read_symbols(l, l->map ? l->map : running))
		return EXIT_UNKNOWN;
	for (size_t i = 0; i < l->count; i++)
		if (query_end(&l->queries[i], &modules, l->offset, l->reader.digits))
			status = EXIT_NO;
	return status;
}

int command_lookup(char **args)
{
	static struct lookup l;
	int status = take_arguments(&l, args);

	if (status == EXIT_YES)
		status = look_up(&l);
	modsource_free(&l.modules);
	free(l.queries);
	return status;
}
