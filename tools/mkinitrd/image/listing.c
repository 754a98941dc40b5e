// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/image/listing.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/report.h"

/* An image may be anybody's: what could steer a terminal is shown as \ooo. */
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

static void print_entry(struct archive_entry *e)
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

static int list_entries(struct archive *a, const char *image)
{
	struct archive_entry *e;
	int result;

	/* the data is read too, so that an image that is cut off is not called good */
	while ((result = archive_read_next_header(a, &e)) == ARCHIVE_OK) {
		print_entry(e);
		if (archive_read_data_skip(a) != ARCHIVE_OK)
			break;
	}
	if (result == ARCHIVE_EOF)
		return 0;
	return report_error("%s: %s", image, archive_error_string(a));
}

/* Moves *at behind the archive that is there; an archive that was packed is the last. */
static int list_archive(struct archive *a, const char *image, const struct content *all, size_t *at)
{
	archive_read_support_filter_all(a);
	archive_read_support_format_cpio(a);
	if (archive_read_open_memory(a, all->data + *at, all->len - *at) != ARCHIVE_OK)
		return report_error("%s: %s", image, archive_error_string(a));
	if (list_entries(a, image) < 0)
		return -1;
	*at = archive_filter_count(a) > 1 ? all->len : *at + archive_filter_bytes(a, 0);
	return 0;
}

static int list_all(const char *image, const struct content *all)
{
	int result = 0;
	size_t at = 0;

	do {
		struct archive *a = alloc_checked(archive_read_new());

		result = list_archive(a, image, all, &at);
		archive_read_free(a);
		/* the kernel passes over zeros between archives */
		while (at < all->len && !all->data[at])
			at++;
	} while (result == 0 && at < all->len);
	return result;
}

int listing_print(const char *image)
{
	struct content all;
	int result;

	if (content_read(image, &all) < 0)
		return -1;
	result = list_all(image, &all);
	content_free(&all);
	return result;
}
