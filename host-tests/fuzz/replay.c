// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a fuzz target on all files of its corpus, host-tests/corpus/NAME, where NAME is the name of
 * this program. Sanitizers abort it on errors.
 */
#include "host-tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host-tests/tap.h"

/* Allocates exactly the file's size, so that the sanitizer detects reads beyond it. */
static uint8_t *read_file(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = NULL;
	long size;

	if (!file)
		return NULL;
	if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0) {
		rewind(file);
		data = malloc(size);
		*ret_size = data ? fread(data, 1, size, file) : 0;
	}
	fclose(file);
	return data;
}

static void replay(const char *dir, const char *name)
{
	char path[512];
	size_t size;
	uint8_t *data;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	data = read_file(path, &size);
	if (data)
		LLVMFuzzerTestOneInput(data, size);
	tap_ok(data, "%s", name);
	free(data);
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	char dir[256];
	struct dirent **entries;
	int count;

	(void)argc;
	snprintf(dir, sizeof(dir), "host-tests/corpus/%s", slash ? slash + 1 : argv[0]);
	count = scandir(dir, &entries, is_input, alphasort);
	for (int i = 0; i < count; i++) {
		replay(dir, entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return tap_done();
}
