// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/modules/modread.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/text.h"
#include "tools/sysmap/message.h"

int modread_lines(struct modtab *t, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int err = 0;

	if (!file)
		return -errno;
	while (err >= 0 && (len = getline(&line, &size, file)) >= 0)
		err = modtab_take(t, line, len && line[len - 1] == '\n' ? len - 1 : len);
	if (err < 0)
		err = -ENOMEM;
	else
		err = ferror(file) ? -EIO : 0;
	free(line);
	fclose(file);
	return err;
}

int modread_file(struct modtab *t, const char *path)
{
	size_t before = t->count + t->symbol_count + t->section_count;
	int err = modread_lines(t, path);

	if (err)
		return message_errno(path, err);
	if (t->count + t->symbol_count + t->section_count == before)
		return message("%s: no addresses of modules, as in /proc/modules", path);
	return 0;
}

/* Adds a line "/sys/module/MODULE/sections/SECTION:ADDRESS" for each section. */
static int read_sections(struct modtab *t, const char *dir, const char *module)
{
	char path[4096], line[8192], text[32];
	struct dirent *entry;
	int err = 0;
	DIR *sections;

	if (text_format(path, sizeof(path), "%s/%s/sections", dir, module) < 0 ||
	    !(sections = opendir(path)))
		return 0; /* a module that is built in, or being unloaded */
	while (err >= 0 && (entry = readdir(sections))) {
		int fd = openat(dirfd(sections), entry->d_name, O_RDONLY | O_CLOEXEC);
		ssize_t len = fd < 0 ? -1 : read(fd, text, sizeof(text));

		if (fd >= 0)
			close(fd);
		if (len <= 0)
			continue;
		len -= text[len - 1] == '\n';
		len = text_format(line, sizeof(line), "%s/%s:%.*s", path, entry->d_name, (int)len,
				  text);
		err = len < 0 ? 0 : modtab_take(t, line, len);
	}
	closedir(sections);
	return err < 0 ? -1 : 0;
}

int modread_sys(struct modtab *t, const char *dir)
{
	DIR *modules = opendir(dir);
	struct dirent *entry;
	int err = 0;

	if (!modules)
		return message_errno(dir, -errno);
	while (!err && (entry = readdir(modules)))
		if (entry->d_name[0] != '.')
			err = read_sections(t, dir, entry->d_name);
	closedir(modules);
	return err;
}
