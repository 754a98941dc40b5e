// SPDX-License-Identifier: GPL-2.0
/*
 * sysmap oops: translate the addresses in a kernel log to names.
 *
 * The log is read twice. The first pass (survey.h) finds the kernel that wrote it and its KASLR
 * offset; a map is used only if the log's own frames match it. The second pass prints each line
 * with names inserted.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/running/match.h"
#include "sysmap/running/offset.h"
#include "tools/sysmap/commands.h"
#include "tools/sysmap/mapfile.h"
#include "tools/sysmap/message.h"
#include "tools/sysmap/oops/kmsg.h"
#include "tools/sysmap/oops/logfile.h"
#include "tools/sysmap/oops/maps.h"
#include "tools/sysmap/oops/survey.h"
#include "tools/sysmap/oops/translate.h"

struct oops_options {
	const char *map, *modules;
	bool has_offset, addresses, follow, syslog;
	uint64_t offset;
};

struct oops_job {
	struct oops_options options;
	struct maps maps;
	struct survey survey;
	char *line; /* the last line read */
	size_t line_size;
	struct modtab modules; /* of --modules */
	bool incomplete;       /* a boot could not be translated */
};

/* ---- the command line ------------------------------------------------------------------------ */

enum { OPT_MAP = 256, OPT_OFFSET, OPT_MODULES, OPT_ADDRESSES, OPT_FOLLOW, OPT_SYSLOG };

static const struct option long_options[] = {
	{"map", required_argument, NULL, OPT_MAP},
	{"offset", required_argument, NULL, OPT_OFFSET},
	{"modules", required_argument, NULL, OPT_MODULES},
	{"addresses", no_argument, NULL, OPT_ADDRESSES},
	{"follow", no_argument, NULL, OPT_FOLLOW},
	{"syslog", no_argument, NULL, OPT_SYSLOG},
	{0},
};

static int take_offset(struct oops_options *o, const char *text)
{
	const char *digits = text_after(text, "0x");

	o->has_offset = true;
	return text_number(digits ? digits : text, digits ? 16 : 10, UINT64_MAX, &o->offset);
}

static int take_option(struct oops_options *o, int option)
{
	switch (option) {
	case OPT_MAP:
		o->map = optarg;
		return 0;
	case OPT_OFFSET:
		return take_offset(o, optarg);
	case OPT_MODULES:
		o->modules = optarg;
		return 0;
	case OPT_ADDRESSES:
		o->addresses = true;
		return 0;
	case OPT_FOLLOW:
		o->follow = true;
		return 0;
	case OPT_SYSLOG:
		o->syslog = true;
		return 0;
	default:
		return -1;
	}
}

/* The number of arguments that are options; below 0: invalid. `args` follow the command's name. */
static int take_options(struct oops_options *o, char **args)
{
	int count = 1, option;

	while (args[count - 1])
		count++;
	optind = 0; /* resets GNU getopt */
	opterr = 0;
	while ((option = getopt_long(count, args - 1, "+", long_options, NULL)) >= 0)
		if (take_option(o, option))
			return -1;
	if (o->follow ? optind != count : o->syslog)
		return -1;
	return optind - 1;
}

/* ---- a log that is a file -------------------------------------------------------------------- */

/* The length of the next line including a newline; below 0: the end. */
static ssize_t next_line(struct oops_job *job, FILE *log)
{
	return getline(&job->line, &job->line_size, log);
}

static size_t without_newline(const char *line, size_t len)
{
	return len && line[len - 1] == '\n' ? len - 1 : len;
}

static int survey_all(struct oops_job *job, FILE *log)
{
	ssize_t len;

	while ((len = next_line(job, log)) >= 0)
		if (survey_line(&job->survey, job->line, without_newline(job->line, len)))
			return -1;
	return ferror(log) ? message("cannot read the log") : 0;
}

/* Finds and reports the offset. */
static bool find_offset(const struct oops_job *job, const struct survey_boot *boot,
			const struct symtab *map, uint64_t *ret_offset)
{
	const char *origin;

	*ret_offset = job->options.offset;
	if (job->options.has_offset)
		return true;
	if (survey_offset(boot, map, ret_offset, &origin)) {
		message("KASLR offset 0x%llx, from %s", (unsigned long long)*ret_offset, origin);
		return true;
	}
	*ret_offset = 0;
	if (map->digits == 8)
		message("no KASLR offset in the log; using 0, since 32-bit kernels rarely "
			"have one; use --offset N to change it");
	else
		message("no KASLR offset in the log: addresses of the kernel are not translated; "
			"use --offset N (0 for a kernel without KASLR)");
	return map->digits == 8;
}

/* Also 0 if there is nothing to translate. */
static int prepare(struct oops_job *job, struct survey_boot *boot, struct symtab *map,
		   struct translation *t)
{
	*t = (struct translation){
		.modules = {&boot->modules, &job->modules},
		.addresses = job->options.addresses,
	};
	if (!boot->trouble && !boot->frame_count)
		return 0;
	if (maps_choose(&job->maps, boot, map) < 0)
		return -1;
	t->map = map;
	t->has_offset = find_offset(job, boot, map, &t->offset);
	return t->has_offset ? 0 : -1;
}

static void print_boot(struct oops_job *job, const struct translation *t, FILE *log, uint64_t lines)
{
	ssize_t len;

	for (; lines && (len = next_line(job, log)) >= 0; lines--) {
		size_t text = without_newline(job->line, len);

		translate_line(t, job->line, text, stdout);
		if (text < (size_t)len)
			putchar('\n');
	}
}

static void print_all(struct oops_job *job, FILE *log)
{
	struct survey *s = &job->survey;

	for (size_t i = 0; i < s->count; i++) {
		uint64_t end = i + 1 < s->count ? s->boots[i + 1].line : s->line + 1;
		struct symtab map = {0};
		struct translation t;

		if (prepare(job, &s->boots[i], &map, &t))
			job->incomplete = true;
		print_boot(job, &t, log, end - s->boots[i].line);
		symtab_free(&map);
	}
}

static int translate_log(struct oops_job *job, char **paths)
{
	FILE *log = logfile_open(paths);
	long begin = log ? ftell(log) : -1;

	if (!log || survey_all(job, log))
		return EXIT_UNKNOWN;
	clearerr(log);
	if (begin < 0 || fseek(log, begin, SEEK_SET)) {
		message("cannot read the log twice");
		return EXIT_UNKNOWN;
	}
	print_all(job, log);
	fclose(log);
	return job->incomplete ? EXIT_NO : EXIT_YES;
}

/* ---- the running kernel's log ---------------------------------------------------------------- */

static struct match_workspace workspace;

/* The first map that is that of the running kernel. */
static const char *running_map(const struct maps *maps)
{
	for (size_t i = 0; i < maps->count; i++) {
		struct match match;
		int fd = mapfile_open(maps->paths[i]);
		int err = fd < 0 ? fd : match_running("", fd, &workspace, &match);

		if (fd >= 0)
			sys_close(fd);
		else
			message_fault();
		if (!err && match.result == MATCH_YES)
			return maps->paths[i];
	}
	message("no map of the running kernel found; sysmap from-kernel writes one");
	return NULL;
}

static int follow_kernel(struct oops_job *job)
{
	static struct map_reader reader;
	static struct vmcore core;
	const char *path = running_map(&job->maps);
	struct translation t = {
		.modules = {NULL, &job->modules},
		.has_offset = true,
		.offset = job->options.offset,
		.addresses = job->options.addresses,
	};
	struct symtab map;
	int status;

	if (!path)
		return EXIT_UNKNOWN;
	if (symtab_load(&map, path)) {
		message_fault();
		return EXIT_UNKNOWN;
	}
	t.map = &map;
	if (!job->options.has_offset && offset_running("", &reader, &core, &t.offset)) {
		message("cannot find the running kernel's KASLR offset; use --offset N");
		t.has_offset = false;
	}
	status = kmsg_follow(&t, job->options.syslog);
	symtab_free(&map);
	return status;
}

int command_oops(char **args)
{
	struct oops_job job = {0};
	int options = take_options(&job.options, args);
	int status = EXIT_UNKNOWN;

	if (options < 0)
		return EXIT_USAGE;
	if (maps_find(&job.maps, job.options.map) == 0 &&
	    (!job.options.modules || modtab_read(&job.modules, job.options.modules) == 0))
		status = job.options.follow ? follow_kernel(&job)
					    : translate_log(&job, args + options);
	free(job.line);
	survey_free(&job.survey);
	modtab_free(&job.modules);
	maps_free(&job.maps);
	return status;
}
