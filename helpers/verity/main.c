// SPDX-License-Identifier: GPL-2.0
/*
 * /lib/gangway/verity of the image: sets up /dev/mapper/root by roothash= and systemd.verity_root_*=, or
 * /dev/mapper/usr by usrhash= and systemd.verity_usr_*=.
 *
 *	verity [NAME VALUE]...	these parameters; waits for the two devices, for as long as /init lets it
 *	DM_verity_hash DEVICE	nothing: the parameters name the devices
 *
 * Exit status: 0; 1 with a cause.
 */
#include <errno.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>

#include "fs/verity/table.h"
#include "helpers/await/finder.h"
#include "helpers/container/exitrd.h"
#include "helpers/container/udevdb.h"
#include "helpers/verity/mapper.h"
#include "helpers/verity/parameters.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Seconds until the first message about /usr; each further pause is twice as long. */
enum { FIRST_MESSAGE = 3 };

enum { PREFIX_SIZE = sizeof("CRYPT-VERITY--root") };

static struct verity_parameters parameters;
static struct verity_table table;
static struct finder_wish wishes[2];

/* ---- the devices --------------------------------------------------------------------------- */

static void report_missing(void)
{
	bool data = !*wishes[VERITY_DATA].found.path, tree = !*wishes[VERITY_TREE].found.path;

	if (data && tree)
		(void)fail("the data device %s and the hash device %s did not appear",
			   parameters.names[VERITY_DATA], parameters.names[VERITY_TREE]);
	else
		(void)fail("the %s device %s did not appear", data ? "data" : "hash",
			   parameters.names[data ? VERITY_DATA : VERITY_TREE]);
}

/* /init reads the report while this helper is running, and logs what it waits for. */
static int wait_for_root(void)
{
	report_missing();
	return finder_wait_raw(wishes, 2, verity_name, FINDER_NO_LIMIT, report_missing);
}

/* /init searches for devices only as long as there is no report. */
static int wait_for_usr(void)
{
	int seconds = FIRST_MESSAGE, err;

	while ((err = finder_wait_raw(wishes, 2, verity_name, seconds, NULL)) == -ETIMEDOUT ||
	       err == -EBUSY) {
		for (unsigned i = 0; i < 2; i++)
			if (!*wishes[i].found.path)
				report(seconds == FIRST_MESSAGE ? REPORT_INFO : REPORT_ERROR,
				       "waiting for the %s device of usrhash=: %.80s",
				       i == VERITY_DATA ? "data" : "hash", parameters.names[i]);
		if (seconds < FINDER_NO_LIMIT)
			seconds *= 2;
	}
	return err;
}

static int wait_for_devices(void)
{
	int err;

	for (unsigned i = 0; i < 2; i++)
		wishes[i].spec = parameters.specs[i];
	err = text_equal(verity_name, "usr") ? wait_for_usr() : wait_for_root();
	if (err == -EINTR) { /* /init has given it up, and the report remains */
		report_missing();
		return 1;
	}
	return err ? fail("waiting for the devices: %s", finder_error(err)) : 0;
}

static int open_device(unsigned i, struct verity_device *ret_device)
{
	struct sys_stat st;
	int fd = sys_open(SYS_CWD, wishes[i].found.path, O_RDONLY);
	int err = fd < 0 ? fd : sys_stat(fd, "", AT_EMPTY_PATH, &st);

	if (!err)
		err = sys_ioctl(fd, BLKGETSIZE64, &ret_device->size);
	if (fd >= 0 && err) {
		sys_close(fd);
		return err;
	}
	if (fd >= 0) {
		ret_device->major = st.major;
		ret_device->minor = st.minor;
	}
	return fd;
}

static int read_superblock(void)
{
	unsigned char buf[VERITY_SUPERBLOCK_SIZE];
	const char *path = wishes[VERITY_TREE].found.path, *why;
	struct bytes super;
	int fd = open_device(VERITY_TREE, &table.tree);
	long len = fd < 0 ? fd : sys_pread(fd, buf, sizeof(buf), parameters.options.hash_offset);

	if (fd >= 0)
		sys_close(fd);
	if (len < 0)
		return fail("the hash device %s: %s", path, error_text(len));
	super = bytes_of(buf, len);
	why = superblock_read(&super, &table.super);
	if (why)
		return fail("the hash device %s has %s", path, why);
	fd = open_device(VERITY_DATA, &table.data);
	if (fd < 0)
		return fail("the data device %s: %s", wishes[VERITY_DATA].found.path,
			    error_text(fd));
	sys_close(fd);
	why = superblock_check(
		&table.super, table.data.size, table.tree.size, parameters.options.hash_offset,
		table.data.major == table.tree.major && table.data.minor == table.tree.minor);
	return why ? fail("the superblock on the hash device %s has %s", path, why) : 0;
}

/* ---- the mapping --------------------------------------------------------------------------- */

/* The form of libcryptsetup: the UUID has no '-' (dm_prepare_uuid(), lib/libdevmapper.c, 2.6.1). */
static void format_uuid(char uuid[PREFIX_SIZE + UUID_SIZE])
{
	char digits[UUID_SIZE], *to = digits;

	for (const char *from = table.super.uuid; *from; from++)
		if (*from != '-')
			*to++ = *from;
	*to = '\0';
	text_format(uuid, PREFIX_SIZE + UUID_SIZE, "CRYPT-VERITY-%s-%s", digits,
		    verity_name); /* fits */
}

/* The first block and the last: the paths to them in the tree are checked too. */
static long read_blocks(uint32_t minor, uint64_t size)
{
	static char block[4096];
	char path[32];
	int fd;
	long len;

	text_format(path, sizeof(path), "/dev/dm-%u", minor);
	fd = sys_open(SYS_CWD, path, O_RDONLY);
	if (fd < 0)
		return fd;
	len = sys_pread(fd, block, sizeof(block), 0);
	if (len > 0)
		len = sys_pread(fd, block, sizeof(block), size - 512);
	sys_close(fd);
	return len > 0 ? 0 : len ? len : -EIO;
}

static int complain_create(int err)
{
	const char *data = wishes[VERITY_DATA].found.path, *tree = wishes[VERITY_TREE].found.path;

	if (err == -EEXIST)
		return fail("there is another /dev/mapper/%s", verity_name);
	if (err == -EINVAL)
		return fail("the kernel does not accept %s with the hash tree on %s: its log has "
			    "the reason; is the length of %shash= right, and module dm-verity "
			    "in the image?",
			    data, tree, verity_name);
	if (err == -ENOENT)
		return fail("the kernel has no hash %s; add module crypto-%s",
			    table.super.algorithm, table.super.algorithm);
	return fail("dm-verity for %s with the hash tree on %s: %s", data, tree, error_text(err));
}

static int check_blocks(uint32_t minor, uint64_t size)
{
	long err = read_blocks(minor, size);

	if (!err)
		return 0;
	if (err != -EIO)
		return fail("/dev/mapper/%s: %s", verity_name, error_text(err));
	return fail("%s with the hash tree on %s: the data or the hash tree has been changed, or "
		    "the root hash does not belong to it: %.64s",
		    wishes[VERITY_DATA].found.path, wishes[VERITY_TREE].found.path,
		    parameters.root_hash);
}

/* The kernel's own reaction would follow at every boot; a report leads to a fallback. */
static const char *test_mode(const char *mode)
{
	return mode && text_equal(mode, "ignore_corruption") ? mode : NULL;
}

/*
 * The device is there, or is created, with the table `test`; if its blocks are right, it gets that of `mapping`.
 * If not, it stays: as long as it holds the data device, no fallback mounts that unverified.
 */
static int make_device(int control, const struct mapping *mapping, const struct mapping *test)
{
	uint32_t minor;
	int err = mapper_find(control, mapping, &minor);
	bool complete = !err;

	if (err == -EEXIST) /* or by a helper that was ended */
		err = mapper_find(control, test, &minor);
	if (err == -ENXIO)
		err = mapper_create(control, test, &minor);
	if (err)
		return complain_create(err);
	err = check_blocks(minor, mapping->size);
	if (!err && !complete && !text_equal(mapping->table, test->table)) {
		err = mapper_replace(control, mapping);
		if (err)
			(void)complain_create(err);
	}
	return err ? 1 : 0;
}

static int set_up(void)
{
	static char text[2][VERITY_TABLE_SIZE], uuid[PREFIX_SIZE + UUID_SIZE];
	struct mapping mapping = {
		.name = verity_name,
		.uuid = uuid,
		.target = "verity",
		.table = text[0],
		.size = table.super.data_blocks * table.super.data_block,
	};
	struct mapping test = mapping;
	int control, err;

	test.table = text[1];
	table.root_hash = parameters.root_hash;
	table.options = parameters.options;
	err = table_format(&table, text[0]);
	table.options.on_corruption = test_mode(parameters.options.on_corruption);
	if (!err)
		err = table_format(&table, text[1]);
	if (err)
		return complain_create(err);
	format_uuid(uuid);
	control = mapper_open("dm-verity");
	if (control < 0)
		return fail("/dev/mapper/control: %s; is module dm-verity in the image?",
			    error_text(control));
	return make_device(control, &mapping, &test);
}

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	int status;

	(void)argc;
	if (text_equal(slash ? slash + 1 : argv[0], "DM_verity_hash"))
		return 0;
	report_open();
	status = parameters_read(argv + 1, &parameters);
	if (!status)
		status = wait_for_devices();
	if (!status)
		status = read_superblock();
	if (!status)
		status = set_up();
	if (status)
		return status;
	udevdb_write();
	exitrd_prepare();
	report_no_cause();
	return 0;
}
