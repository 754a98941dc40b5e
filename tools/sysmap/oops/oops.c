// SPDX-License-Identifier: GPL-2.0
/*
 * sysmap oops: translate the addresses in a kernel log to names.
 *
 * The log is read twice. The first pass (log/survey.h) finds the kernel that wrote it and its KASLR
 * offset; a map is used only if the log's own frames match it. The second pass prints each line
 * with names inserted. The memory does not depend on the size of the log.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sysmap/commands.h"
#include "tools/sysmap/message.h"
#include "tools/sysmap/oops/follow.h"
#include "tools/sysmap/log/logfile.h"
#include "tools/sysmap/log/survey.h"
#include "tools/sysmap/oops/mapchoice.h"
#include "tools/sysmap/oops/maps.h"
#include "tools/sysmap/oops/options.h"
#include "tools/sysmap/oops/translate.h"

struct oops_job {
	struct oops_options options;
	struct maps maps;
	struct survey survey;
	char *line; /* the last line read */
	size_t line_size;
	bool incomplete; /* a boot could not be translated */
};

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
static bool find_offset(const struct oops_job *job, const struct symtab *map,
			const struct mapmatch *m, uint64_t *ret_offset)
{
	bool has_offset = job->options.has_offset || m->has_offset;

	if (job->options.has_offset) {
		*ret_offset = job->options.offset;
		message("KASLR offset 0x%" PRIx64 ", from --offset", *ret_offset);
	} else if (m->has_offset) {
		*ret_offset = m->offset;
		message("KASLR offset 0x%" PRIx64 ", from %s", *ret_offset, m->origin);
	} else if (map->digits == 8) {
		*ret_offset = 0;
		message("no KASLR offset in the log; using 0, since 32-bit kernels rarely "
			"have one; use --offset N to change it");
	} else {
		message("no KASLR offset in the log: addresses of the kernel are not translated; "
			"use --offset N (0 for a kernel without KASLR)");
	}
	return has_offset || map->digits == 8;
}

/* Also 0 if there is nothing to translate. */
static int prepare(struct oops_job *job, struct survey_boot *boot, struct symtab *map,
		   struct translation *t)
{
	struct mapmatch match;

	*t = (struct translation){.addresses = job->options.addresses};
	if (!boot->trouble && !boot->frame_count)
		return 0;
	if (modsource_begin(&job->options.modules, boot, &t->modules) ||
	    mapchoice_make(&job->maps, boot, map, &match))
		return -1;
	t->map = map;
	t->has_offset = find_offset(job, map, &match, &t->offset);
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

int command_oops(char **args)
{
	struct oops_job job = {0};
	int status = options_take(&job.options, &args);

	if (status == EXIT_YES && maps_find(&job.maps, job.options.map))
		status = EXIT_UNKNOWN;
	else if (status == EXIT_YES)
		status = job.options.follow ? follow_kernel(&job.options, &job.maps)
					    : translate_log(&job, args);
	free(job.line);
	survey_free(&job.survey);
	modsource_free(&job.options.modules);
	maps_free(&job.maps);
	return status;
}
