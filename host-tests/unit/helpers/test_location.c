// SPDX-License-Identifier: GPL-2.0
/* The EFI variable HibernateLocation: its text, and how it is read and deleted. */
#include "helpers/resume/location.h"

#include <errno.h>
#include <linux/fs.h>
#include <linux/mount.h>
#include <stdio.h>
#include <string.h>

#include "helpers/resume/efivarfs.h"
#include "host-tests/tap.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/* ---- the text ------------------------------------------------------------------------------- */

#define UUID  "11111111-2222-4333-8444-5555555555ab"
#define PLAIN "{\"uuid\":\"" UUID "\",\"offset\":0"
#define LONG  "0123456789012345678901234567890123456789012345678901234567890123456789"

/* `location`: "UUID OFFSET ID IMAGE_ID"; NULL: an error. */
static const struct {
	const char *what, *text, *location;
} rows[] = {
	{"systemd's text",
	 PLAIN
	 ",\"kernelVersion\":\"6.12.1\",\"osReleaseId\":\"debian\",\"osReleaseVersionId\":\"13\"}",
	 UUID " 0 debian "},
	{"a file in an image",
	 "{\"uuid\":\"" UUID
	 "\",\"offset\":81920,\"osReleaseImageId\":\"tv\",\"osReleaseId\":\"x\"}",
	 UUID " 81920 x tv"},
	{"without dashes, in upper case",
	 "{\"uuid\":\"111111112222433384445555555555AB\",\"offset\":1}", UUID " 1  "},
	{"white space", " {\t\"uuid\" : \"" UUID "\" ,\r\n\"offset\" : 7 } ", UUID " 7  "},
	{"the offset as a text", "{\"uuid\":\"" UUID "\",\"offset\":\"18446744073709551615\"}",
	 UUID " 18446744073709551615  "},
	{"escapes", PLAIN ",\"osReleaseId\":\"\\u0061\\/\\\"\\u00e4\"}", UUID " 0 a/\"? "},
	{"other members", PLAIN ",\"a\":[],\"b\":[{},{\"c\":[1,-2.5E+3,true]}],\"d\":null}",
	 UUID " 0  "},
	{"another member that is long", PLAIN ",\"" LONG "\":\"" LONG LONG "\"}", UUID " 0  "},
	{"the name of a known member inside of another", PLAIN ",\"a\":{\"offset\":5}}",
	 UUID " 0  "},
	{"nothing", "", NULL},
	{"an empty object", "{}", NULL},
	{"not an object", "[" PLAIN "}]", NULL},
	{"the object is not closed", PLAIN, NULL},
	{"text after it", PLAIN "}{", NULL},
	{"a comma too many", PLAIN ",}", NULL},
	{"no comma", PLAIN " \"a\":1}", NULL},
	{"no colon", PLAIN ",\"a\"}", NULL},
	{"no value", PLAIN ",\"a\":}", NULL},
	{"no UUID", "{\"offset\":0}", NULL},
	{"no offset", "{\"uuid\":\"" UUID "\"}", NULL},
	{"two offsets", PLAIN ",\"offset\":1}", NULL},
	{"two UUIDs", PLAIN ",\"uuid\":\"" UUID "\"}", NULL},
	{"a negative offset", "{\"uuid\":\"" UUID "\",\"offset\":-1}", NULL},
	{"half an offset", "{\"uuid\":\"" UUID "\",\"offset\":0.5}", NULL},
	{"an offset of 65 bits", "{\"uuid\":\"" UUID "\",\"offset\":18446744073709551616}", NULL},
	{"the offset is an array", "{\"uuid\":\"" UUID "\",\"offset\":[0]}", NULL},
	{"a UUID that is too short", "{\"uuid\":\"1111\",\"offset\":0}", NULL},
	{"a UUID that is too long", "{\"uuid\":\"" UUID "0\",\"offset\":0}", NULL},
	{"a UUID with other dashes",
	 "{\"uuid\":\"1111111-12222-4333-8444-555555555555\",\"offset\":0}", NULL},
	{"a UUID of zeros", "{\"uuid\":\"00000000000000000000000000000000\",\"offset\":0}", NULL},
	{"a UUID that has other characters",
	 "{\"uuid\":\"../../../../sda11111111111111111\",\"offset\":0}", NULL},
	{"an ID that is too long", PLAIN ",\"osReleaseId\":\"" LONG "\"}", NULL},
	{"an unknown escape", PLAIN ",\"a\":\"\\x\"}", NULL},
	{"a short escape", PLAIN ",\"a\":\"\\u00\"}", NULL},
	{"a NUL as an escape", PLAIN ",\"a\":\"\\u0000\"}", NULL},
	{"a text that does not end", PLAIN ",\"a\":\"b}", NULL},
	{"an escape at the end", PLAIN ",\"a\":\"b\\", NULL},
	{"a line feed in a text", PLAIN ",\"a\":\"\n\"}", NULL},
	{"eight levels", PLAIN ",\"a\":[[[[[[[1]]]]]]]}", UUID " 0  "},
	{"nine levels", PLAIN ",\"a\":[[[[[[[[1]]]]]]]]}", NULL},
};

static void check_texts(void)
{
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct location location;
		char got[256];
		int err = location_parse(rows[i].text, &location);

		if (!err)
			snprintf(got, sizeof(got), "%s %llu %s %s", location.uuid,
				 (unsigned long long)location.offset, location.id,
				 location.image_id);
		tap_ok(err == (rows[i].location ? 0 : -EINVAL), "%s: the result", rows[i].what);
		tap_str(err ? NULL : got, rows[i].location, "%s: the location", rows[i].what);
	}
}

static void check_systems(void)
{
	static const struct {
		const char *id, *image_id, *release;
		bool same;
	} systems[] = {
		{"debian", "", "NAME=\"Debian\"\nID=debian\nVERSION_ID=13\n", true},
		{"debian", "", "ID=\"debian\"", true},
		{"debian", "", "ID='debian'\n", true},
		{"debian", "", "ID=debian2\n", false},
		{"debian", "", "ID=\n", false},
		{"debian", "", "ID_LIKE=debian\n", false},
		{"debian", "", "#ID=debian\n", false},
		{"debian", "", "", false},
		{"", "", "", true},
		{"", "", "ID=debian\n", false},
		{"debian", "tv", "ID=debian\nIMAGE_ID=tv\n", true},
		{"debian", "tv", "ID=debian\n", false},
		{"debian", "", "ID=debian\nIMAGE_ID=tv\n", false},
		{"b", "", "ID=a\nID=b\n", true},
	};

	for (unsigned i = 0; i < sizeof(systems) / sizeof(systems[0]); i++) {
		struct location location = {0};

		strcpy(location.id, systems[i].id);
		strcpy(location.image_id, systems[i].image_id);
		tap_ok(location_is_of(&location, systems[i].release) == systems[i].same,
		       "os-release %u is %sthat of the location", i + 1,
		       systems[i].same ? "" : "not ");
	}
}

/* ---- the variable --------------------------------------------------------------------------- */

#define DIR  "/sys/firmware/efi/efivars"
#define NAME "HibernateLocation-8cf2644b-4b0b-428f-9387-6d876050dc67"
#define PATH DIR "/" NAME

static char did[256];
static int stat_error, mount_error, unlink_error, attributes;
static const char *value; /* NULL: not set */
static long value_len;

static void note(const char *what)
{
	strcat(did, what);
	strcat(did, "; ");
}

int sys_stat(int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
{
	(void)dirfd, (void)flags, (void)ret_stat;
	return text_equal(path, "/sys/firmware/efi") ? stat_error : -ENOENT;
}

int sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	      const char *data)
{
	bool good = text_equal(source, type) && text_equal(target, DIR) &&
		    text_equal(type, "efivarfs") && !data &&
		    (flags & ~MS_RDONLY) == (MS_NOSUID | MS_NODEV | MS_NOEXEC);

	note(!good ? "another mount" : flags & MS_RDONLY ? "ro" : "rw");
	return mount_error;
}

int sys_umount(const char *target, int flags)
{
	note(text_equal(target, DIR) && !flags ? "umount" : "another umount");
	return 0;
}

long file_read(const char *path, char *buf, size_t size)
{
	if (!value || !text_equal(path, PATH))
		return -ENOENT;
	if ((size_t)value_len >= size)
		return -EFBIG;
	memcpy(buf, value, value_len);
	return value_len;
}

int sys_open(int dirfd, const char *path, int flags)
{
	(void)dirfd, (void)flags;
	return value && text_equal(path, PATH) ? 9 : -ENOENT;
}

int sys_close(int fd)
{
	return fd == 9 ? 0 : -EBADF;
}

int sys_ioctl(int fd, unsigned long request, void *arg)
{
	if (fd != 9)
		return -EBADF;
	if (request == FS_IOC_SETFLAGS)
		note((attributes = *(int *)arg) & FS_IMMUTABLE_FL ? "immutable" : "mutable");
	else
		*(int *)arg = attributes;
	return 0;
}

int sys_unlink(int dirfd, const char *path, int flags)
{
	(void)dirfd;
	note(text_equal(path, PATH) && !flags ? "unlink" : "another unlink");
	return attributes & FS_IMMUTABLE_FL ? -EPERM : unlink_error;
}

static char text[16];

static int read_variable(const char *bytes, long len)
{
	did[0] = text[0] = '\0';
	value = bytes;
	value_len = len;
	return efivarfs_read(NAME, text, sizeof(text));
}

static int delete_variable(int flags)
{
	did[0] = '\0';
	attributes = flags;
	return efivarfs_delete(NAME);
}

static void check_variable(void)
{
	static const char abc[] = "\7\0\0\0a\0b\0c\0\0", large[4096];

	tap_num(read_variable(abc, sizeof(abc) - 1), 0, "the variable is read");
	tap_str(text, "abc", "without its attributes");
	tap_str(did, "ro; umount; ", "by a read-only mount that ends at once");
	tap_num(read_variable(NULL, 0), -ENOENT, "a variable that is not set");
	tap_str(did, "ro; umount; ", "the mount ends in this case, too");
	tap_num(read_variable(abc, 3), -EINVAL, "a file without attributes");
	tap_num(read_variable(large, sizeof(large)), -EFBIG, "a variable that is too large");
	tap_ok(read_variable(abc, 4) == 0 && !*text, "an empty variable");
	value = abc;
	tap_num(delete_variable(FS_IMMUTABLE_FL | FS_SYNC_FL), 0, "it is deleted");
	tap_str(did, "rw; mutable; unlink; umount; ", "although it is immutable");
	tap_num(attributes, FS_SYNC_FL, "no other flag changes");
	tap_num(delete_variable(0), 0, "a variable that is not immutable");
	tap_str(did, "rw; unlink; umount; ", "is deleted as it is");
	unlink_error = -EROFS;
	tap_num(delete_variable(0), -EROFS, "the firmware does not delete it");
	tap_str(did, "rw; unlink; umount; ", "the mount ends");
	mount_error = -ENODEV;
	tap_num(read_variable(abc, sizeof(abc) - 1), -ENODEV, "a kernel without efivarfs");
	tap_num(delete_variable(0), -ENODEV, "cannot delete it");
	tap_str(did, "rw; ", "nothing is unmounted");
	stat_error = -ENOENT;
	tap_num(read_variable(abc, sizeof(abc) - 1), -ENOENT, "a machine without EFI");
	tap_str(did, "", "nothing is mounted");
}

int main(void)
{
	check_texts();
	check_systems();
	check_variable();
	return tap_done();
}
