// SPDX-License-Identifier: GPL-2.0
#include "helpers/mounts/gptusr.h"

#include <string.h>

#include "fs/partition.h"
#include "lib/sys.h"
#include "lib/text.h"

/* The type of a partition for /usr, by the architecture of this build. */
#if defined(__x86_64__)
#define USR_TYPE "8484680c-9521-48c6-9c11-b0720656f69e"
#elif defined(__i386__)
#define USR_TYPE "75250d76-8cc6-458e-bd66-bd47cc81a812"
#elif defined(__aarch64__)
#define USR_TYPE "b0e01050-ee5f-4390-949a-9101b17104e9"
#elif defined(__arm__)
#define USR_TYPE "7d0359a3-02b3-4f0a-865c-654403e70625"
#elif defined(__riscv) && __riscv_xlen == 64
#define USR_TYPE "beaec34b-8442-439b-a40b-984381ed097d"
#elif defined(__riscv)
#define USR_TYPE "b933fb22-5c3f-4f91-af90-e2bb0fa50702"
#elif defined(__loongarch64)
#define USR_TYPE "e611c702-575c-4cbe-9a46-434fa0bf7e3f"
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define USR_TYPE "15bb03af-77e7-4d4a-b12b-c0d084f7491c"
#elif defined(__powerpc64__)
#define USR_TYPE "2c9739e2-f068-46b3-9fd0-01c5a9afbcca"
#elif defined(__s390x__)
#define USR_TYPE "8a4f5770-50aa-4ed3-874a-99b710db6fea"
#else
#define USR_TYPE "none" /* the specification has no type */
#endif

enum { NO_AUTO = 63, READ_ONLY = 60 }; /* bits of the attributes */

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

	if (!text_equal(partition->type, USR_TYPE) || partition->flags >> NO_AUTO & 1)
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
	ret_usr->read_only = ret_usr->best.flags >> READ_ONLY & 1;
	return true;
}
