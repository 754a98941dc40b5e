// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/log/logfile.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/sysmap/message.h"

/* "Panic#2 Part3" (fs/pstore/platform.c, pstore_dump, 6.1): the event's number and the part's. */
struct part {
	char *path;
	bool is_part;
	unsigned event, number;
};

static int read_head(struct part *part)
{
	char line[64] = "";
	FILE *file = fopen(part->path, "re");

	if (!file)
		return message_errno(part->path, -errno);
	if (fgets(line, sizeof(line), file))
		part->is_part = sscanf(line, "%*[A-Za-z]#%u Part%u", &part->event, &part->number) ==
				2;
	fclose(file);
	return 0;
}

static int by_age(const void *a, const void *b)
{
	const struct part *one = a, *other = b;

	if (one->event != other->event)
		return one->event < other->event ? -1 : 1;
	return (one->number < other->number) - (one->number > other->number);
}

static int copy_stream(FILE *from, const char *path, FILE *to)
{
	char buffer[65536];
	size_t len;

	while ((len = fread(buffer, 1, sizeof(buffer), from)) > 0)
		if (fwrite(buffer, 1, len, to) != len)
			return message("temporary file: %s", strerror(errno));
	return ferror(from) ? message("%s: %s", path, strerror(errno)) : 0;
}

static int copy_file(const char *path, FILE *to)
{
	FILE *from = fopen(path, "re");
	int err;

	if (!from)
		return message_errno(path, -errno);
	err = copy_stream(from, path, to);
	fclose(from);
	return err;
}

static FILE *temporary(void)
{
	FILE *file = tmpfile();

	if (!file)
		message("temporary file: %s", strerror(errno));
	return file;
}

/* fseek() may succeed on a pipe. */
static bool can_be_read_twice(FILE *file)
{
	return lseek(fileno(file), 0, SEEK_CUR) >= 0;
}

static FILE *open_stdin(void)
{
	FILE *copy;

	if (can_be_read_twice(stdin))
		return stdin;
	copy = temporary();
	if (copy && copy_stream(stdin, "standard input", copy)) {
		fclose(copy);
		return NULL;
	}
	if (copy)
		rewind(copy);
	return copy;
}

static int join(char **paths, size_t count, FILE *to)
{
	struct part *parts = calloc(count, sizeof(*parts));
	bool all = parts != NULL;
	int err = parts ? 0 : message("out of memory");

	for (size_t i = 0; !err && i < count; i++) {
		parts[i].path = paths[i];
		err = read_head(&parts[i]);
		all = all && parts[i].is_part;
	}
	if (!err && all)
		qsort(parts, count, sizeof(*parts), by_age);
	for (size_t i = 0; !err && i < count; i++)
		err = copy_file(parts[i].path, to);
	free(parts);
	return err;
}

FILE *logfile_open(char **paths)
{
	size_t count = 0;
	FILE *file;

	while (paths[count])
		count++;
	if (!count)
		return open_stdin();
	if (count == 1) {
		file = fopen(paths[0], "re");
		if (!file)
			message_errno(paths[0], -errno);
		if (!file || can_be_read_twice(file))
			return file;
		fclose(file);
	}
	file = temporary();
	if (file && join(paths, count, file)) {
		fclose(file);
		return NULL;
	}
	if (file)
		rewind(file);
	return file;
}
