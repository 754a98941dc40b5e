// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/list/listentry.h"

#include <archive_entry.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

/* Escapes control characters as \ooo, since names in an image are untrusted. */
static void print_name(const char *name)
{
	for (; name && *name; name++) {
		unsigned char c = *name;

		if (c < ' ' || c == 0x7f || c == '\\')
			printf("\\%03o", c);
		else
			putchar(c);
	}
}

static void print_size(struct archive_entry *e)
{
	mode_t mode = archive_entry_mode(e);

	if (S_ISCHR(mode) || S_ISBLK(mode))
		printf("%4u, %4u", (unsigned)archive_entry_rdevmajor(e),
		       (unsigned)archive_entry_rdevminor(e));
	else
		printf("%10lld", (long long)archive_entry_size(e));
}

void listentry_print(struct archive_entry *e)
{
	time_t time = archive_entry_mtime(e);
	struct tm when = {0};
	char date[32] = "";

	gmtime_r(&time, &when);
	strftime(date, sizeof(date), "%Y-%m-%d %H:%M", &when);
	printf("%s%3u %5lld %5lld ", archive_entry_strmode(e), archive_entry_nlink(e),
	       (long long)archive_entry_uid(e), (long long)archive_entry_gid(e));
	print_size(e);
	printf(" %s ", date);
	print_name(archive_entry_pathname(e));
	if (S_ISLNK(archive_entry_mode(e))) {
		printf(" -> ");
		print_name(archive_entry_symlink(e));
	}
	putchar('\n');
}
