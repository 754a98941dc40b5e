// SPDX-License-Identifier: GPL-2.0
/* Inspects what a boot has left on the machine. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host-tests/world/machine.h"

enum { PATH = 512 };

/* FNV-1a */
static unsigned hash(unsigned from, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		from = (from ^ (unsigned char)bytes[i]) * 16777619U;
	return from;
}

static unsigned digest_file(const char *path)
{
	static char content[65536];
	struct stat st;
	unsigned digest = hash(2166136261U, path, strlen(path));
	FILE *file;

	if (lstat(path, &st))
		exit(99);
	digest = hash(digest, (const char *)&st.st_mode, sizeof(st.st_mode));
	file = S_ISREG(st.st_mode) ? fopen(path, "r") : NULL;
	if (!file)
		return digest;
	digest = hash(digest, content, fread(content, 1, sizeof(content), file));
	fclose(file);
	return digest;
}

static unsigned digest_below(const char *path)
{
	DIR *dir = opendir(path);
	unsigned digest = digest_file(path);
	struct dirent *entry;
	char below[PATH];

	while (dir && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		digest += digest_below(below);
	}
	if (dir)
		closedir(dir);
	return digest;
}

unsigned machine_digest(const char *dir, const char *path)
{
	char full[PATH];

	snprintf(full, sizeof(full), "%s/%s", dir, path);
	return digest_below(full);
}

static FILE *machine_open(const char *dir, const char *path)
{
	char full[PATH];
	FILE *file;

	snprintf(full, sizeof(full), "%s/%s", dir, path);
	file = fopen(full, "r");
	if (!file) {
		perror(full);
		exit(99);
	}
	return file;
}

bool machine_has(const char *dir, const char *path)
{
	char full[PATH];

	snprintf(full, sizeof(full), "%s/%s", dir, path);
	return access(full, F_OK) == 0;
}

bool machine_says(const char *dir, const char *path, const char *text)
{
	static char content[65536];
	FILE *file = machine_open(dir, path);
	size_t len = fread(content, 1, sizeof(content) - 1, file);

	fclose(file);
	content[len] = '\0';
	return strstr(content, text);
}

bool machine_holds(const char *dir, const char *path, const char *text)
{
	FILE *file = machine_open(dir, path);
	char found[256] = "";

	(void)!fread(found, 1, sizeof(found) - 1, file);
	fclose(file);
	return strcmp(found, text) == 0;
}
