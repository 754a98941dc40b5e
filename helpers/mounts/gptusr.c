// SPDX-License-Identifier: GPL-2.0
#include "helpers/mounts/gptusr.h"

#include <string.h>

#include "fs/gpttype.h"
#include "fs/partition.h"
#include "lib/sys.h"
#include "lib/text.h"

/* ---- versions -------------------------------------------------------------------------------- */

#define DIGITS "0123456789"
#define ALPHA  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static int order(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* Two numbers or two words; one of them may be empty. */
static int compare_segments(const char **a, const char **b)
{
	bool number = strspn(*a, DIGITS) || strspn(*b, DIGITS);
	const char *set = number ? DIGITS : ALPHA;
	size_t a_len = strspn(*a, set), b_len = strspn(*b, set);
	int result = number ? order(a_len > 0, b_len > 0) : 0;

	for (; number && **a == '0'; (*a)++)
		a_len--;
	for (; number && **b == '0'; (*b)++)
		b_len--;
	if (!result && number)
		result = order(a_len, b_len);
	if (!result)
		result = memcmp(*a, *b, a_len < b_len ? a_len : b_len);
	if (!result)
		result = order(a_len, b_len);
	*a += a_len;
	*b += b_len;
	return result;
}

int gptusr_compare(const char *a, const char *b)
{
	static const char separators[] = "~-^."; /* in this order; each is less than none */
	int result = 0;

	while (!result) {
		a += strcspn(a, DIGITS ALPHA "~-^.");
		b += strcspn(b, DIGITS ALPHA "~-^.");
		for (const char *s = separators; !result && *s; s++) {
			if (s == separators + 1 && (!*a || !*b))
				return order(*a != '\0', *b != '\0');
			result = order(*a != *s, *b != *s);
			if (!result && *a == *s) {
				a++;
				b++;
			}
		}
		if (!result)
			result = compare_segments(&a, &b);
	}
	return result;
}

/* ---- partitions ------------------------------------------------------------------------------ */

int gptusr_take(void *context, const struct partition *partition)
{
	struct gptusr *usr = context;

	if (!text_equal(partition->type, GPTTYPE_USR) || gpttype_no_auto(partition->flags))
		return 0;
	if (!usr->best.number || gptusr_compare(partition->label, usr->best.label) > 0)
		memcpy(&usr->best, partition, sizeof(usr->best));
	return 0;
}

/* Reads the table of the disk. */
static void search(const struct blockdev *disk, struct gptusr *usr)
{
	char path[BLOCKDEV_NAME_SIZE + sizeof("/dev/")];
	int fd;

	blockdev_path(disk, path, sizeof(path)); /* fits */
	fd = sys_open(SYS_CWD, path, O_RDONLY);
	if (fd < 0)
		return;
	(void)partition_each(disk, fd, gptusr_take, usr); /* then there are none */
	sys_close(fd);
}

bool gptusr_find(const char *root, struct gptusr *ret_usr)
{
	const char *name = text_after(root, "/dev/");
	struct blockdev dev, disk;

	memset(ret_usr, 0, sizeof(*ret_usr));
	if (!name || blockdev_read(name, &dev) || !dev.partition || blockdev_read(dev.disk, &disk))
		return false;
	search(&disk, ret_usr);
	if (!ret_usr->best.number || partition_name(&disk, ret_usr->best.number, dev.name))
		return false;
	blockdev_path(&dev, ret_usr->path, sizeof(ret_usr->path)); /* fits */
	ret_usr->read_only = gpttype_read_only(ret_usr->best.flags);
	return true;
}
