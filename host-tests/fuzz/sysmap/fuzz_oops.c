// SPDX-License-Identifier: GPL-2.0
/* A kernel log, read twice. Property: the output without the inserted names is the input. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host-tests/fuzz/fuzz.h"
#include "tools/sysmap/log/survey.h"
#include "tools/sysmap/oops/mapmatch.h"
#include "tools/sysmap/oops/translate.h"

static const char map_text[] = "ffffffff81000000 T _text\n"
			       "ffffffff81000100 T do_exit\n"
			       "ffffffff81000b10 t helper\n"
			       "ffffffff81000c00 t helper\n"
			       "ffffffff81000c10 T panic\n"
			       "ffffffff82000000 D init_task\n"
			       "ffffffff82002000 B _end\n";

static const struct symtab *the_map(void)
{
	static struct symtab map;
	char path[64];
	int fd;

	if (map.count)
		return &map;
	fd = memfd_create("map", 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (write(fd, map_text, sizeof(map_text) - 1) != sizeof(map_text) - 1 ||
	    symtab_load(&map, path))
		abort();
	return &map;
}

static size_t line_length(const char *line, const char *end)
{
	const char *newline = memchr(line, '\n', end - line);

	return newline ? newline - line : end - line;
}

/* Checks that the line's bytes are in the output, in order. */
static void check_kept(const char *line, size_t len, const char *output, size_t size)
{
	size_t at = 0;

	for (size_t i = 0; i < size && at < len; i++)
		at += output[i] == line[at];
	if (at != len)
		abort();
}

static void translate(const struct translation *t, const char *line, size_t len)
{
	char *output;
	size_t size;
	FILE *to = open_memstream(&output, &size);

	translate_line(t, line, len, to);
	fclose(to);
	check_kept(line, len, output, size);
	free(output);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *end = text + size;
	struct survey survey = {0};
	struct mapmatch match;
	struct translation t = {.map = the_map(), .has_offset = true, .addresses = true};

	for (const char *line = text; line < end; line += line_length(line, end) + 1)
		if (survey_line(&survey, line, line_length(line, end)))
			abort();
	if (survey.count) {
		struct survey_boot *boot = &survey.boots[survey.count - 1];

		mapmatch_compare(boot, t.map, &match);
		t.offset = match.offset; /* 0 if it is not known */
		t.modules.tables[0] = &boot->modules;
	}
	for (const char *line = text; line < end; line += line_length(line, end) + 1)
		translate(&t, line, line_length(line, end));
	survey_free(&survey);
	return 0;
}
