// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/closest.h"

#include <libkmod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/mkinitrd/base/report.h"

enum {
	NAME_SIZE = 64, /* longer than the name of any module (MODULE_NAME_LEN) */
	NEAR = 2,       /* edits; names that differ more are not suggested */
};

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Levenshtein's distance, one row of the table at a time. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[NAME_SIZE], len = strlen(b);

	for (unsigned j = 0; j <= len; j++)
		row[j] = j;
	for (unsigned i = 1; a[i - 1]; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (unsigned j = 1; j <= len; j++) {
			unsigned cost = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = least(cost, row[j] + 1, row[j - 1] + 1);
		}
	}
	return row[len];
}

/* Lines of the dump are "NAME kernel/PATH: ..."; `closest` becomes the closest match, or "". */
static void search(FILE *dump, const char *name, char *closest)
{
	unsigned best = NEAR + 1;
	char *line = NULL;
	size_t size = 0;

	*closest = '\0';
	while (getline(&line, &size, dump) > 0) {
		size_t len = strcspn(line, " \n");
		unsigned d;

		line[len] = '\0';
		if (len >= NAME_SIZE)
			continue;
		d = distance(name, line);
		if (d < best) {
			best = d;
			strcpy(closest, line);
		}
	}
	free(line);
}

static void find_closest(struct kmod_ctx *kmod, const char *name, char *closest)
{
	int fd = memfd_create("modules", MFD_CLOEXEC);
	FILE *dump = fd < 0 ? NULL : fdopen(fd, "r");

	*closest = '\0';
	if (!dump)
		return;
	if (strlen(name) < NAME_SIZE && kmod_dump_index(kmod, KMOD_INDEX_MODULES_DEP, fd) == 0) {
		rewind(dump);
		search(dump, name, closest);
	}
	fclose(dump);
}

int closest_print_missing(struct kmod_ctx *kmod, const char *name, const char *release)
{
	char closest[NAME_SIZE];

	find_closest(kmod, name, closest);
	if (*closest)
		return report_error("module %s: not found in kernel %s; did you mean %s?", name,
				    release, closest);
	return report_error("module %s: kernel %s has no module of this name or alias", name,
			    release);
}
