// SPDX-License-Identifier: GPL-2.0
/*
 * Superblocks that are put together here, on a device that counts and can refuse its reads. With
 * images as arguments it says what each is: that is for host-tests/blkid.t.
 */
#include "fs/probe.h"
#include "fs/window.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host-tests/tap.h"
#include "lib/sys.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { MEMORY = -1, SUPER = 1024 };

static struct {
	unsigned char front[1 << 20]; /* what is behind it is zero */
	uint64_t size;
	unsigned reads;
	int error; /* of all reads */
} device;

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	if (fd != MEMORY) {
		ssize_t got = pread(fd, buf, len, offset);

		return got < 0 ? -errno : got;
	}
	device.reads++;
	if (device.error)
		return device.error;
	if (offset >= device.size)
		return 0;
	if (len > device.size - offset)
		len = device.size - offset;
	memset(buf, 0, len);
	if (offset < sizeof(device.front))
		memcpy(buf, device.front + offset,
		       len < sizeof(device.front) - offset ? len : sizeof(device.front) - offset);
	return len;
}

static void put_le32(unsigned offset, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		device.front[offset + i] = value >> 8 * i;
}

/* An ext superblock with these features; UUID 00010203-…, label "root". */
static void make_ext(uint32_t compat, uint32_t incompat, uint32_t ro_compat)
{
	memset(&device, 0, sizeof(device));
	device.size = 1 << 20;
	put_le32(SUPER + 0x38, 0xef53);
	put_le32(SUPER + 0x5c, compat);
	put_le32(SUPER + 0x60, incompat);
	put_le32(SUPER + 0x64, ro_compat);
	for (int i = 0; i < 16; i++)
		device.front[SUPER + 0x68 + i] = i;
	memcpy(device.front + SUPER + 0x78, "root", 4);
}

static const char *probe_type(struct fs_id *id)
{
	int err = probe_device(MEMORY, device.size, id);

	return err == 0 ? id->type : err == 1 ? "nothing" : "error";
}

/* Features by their bits, from fs/ext4/ext4.h. */
static const struct {
	const char *what;
	uint32_t compat, incompat, ro_compat;
	const char *type;
} kinds[] = {
	{"no features", 0, 0, 0, "ext2"},
	{"ext2 as mke2fs makes it", 0x38, 0x2, 0x3, "ext2"},
	{"all that ext2 may have", 0xfffffffb, 0x12, 0x7, "ext2"},
	{"has_journal", 0x4, 0x2, 0x3, "ext3"},
	{"has_journal and needs_recovery", 0x4, 0x6, 0x7, "ext3"},
	{"needs_recovery without a journal", 0, 0x6, 0x3, "nothing"},
	{"extents", 0x4, 0x42, 0x3, "ext4"},
	{"extents without a journal", 0, 0x42, 0x3, "ext4"},
	{"huge_file", 0x4, 0x2, 0xb, "ext4"},
	{"metadata_csum", 0x4, 0x2, 0x403, "ext4"},
	{"a feature that is yet to come", 0, 0x80000000, 0, "ext4"},
	{"a journal for others", 0, 0x8, 0, "jbd"},
	{"a journal for others, with 64bit", 0, 0x88, 0x400, "jbd"},
};

static void ext_kinds(void)
{
	for (unsigned i = 0; i < COUNT(kinds); i++) {
		struct fs_id id;

		make_ext(kinds[i].compat, kinds[i].incompat, kinds[i].ro_compat);
		tap_str(probe_type(&id), kinds[i].type, "ext: %s", kinds[i].what);
	}
}

static void ext_names(void)
{
	static const char long_label[] = "sixteen  letters";
	struct fs_id id;

	make_ext(0, 0, 0);
	tap_str(probe_type(&id), "ext2", "ext: a superblock");
	tap_str(id.uuid, "00010203-0405-0607-0809-0a0b0c0d0e0f", "its UUID");
	tap_str(id.label, "root", "its label");
	tap_ok(!id.container, "it holds no other device");
	tap_num(device.reads, 1, "the device was read once");

	memcpy(device.front + SUPER + 0x78, long_label, 16);
	memset(device.front + SUPER + 0x68, 0, 16);
	tap_str(probe_type(&id), "ext2", "ext: another");
	tap_str(id.label, long_label, "a label that fills its field");
	tap_str(id.uuid, "", "no UUID");

	memcpy(device.front + SUPER + 0x78, "a b \t\n \0junk", 12);
	probe_type(&id);
	tap_str(id.label, "a b", "a label ends before white space and NUL");
	memcpy(device.front + SUPER + 0x78, "    ", 5);
	probe_type(&id);
	tap_str(id.label, "", "a label of white space is none");
}

static void ext_limits(void)
{
	struct fs_id id;

	make_ext(0, 0, 0);
	put_le32(SUPER + 0x18, 6);
	tap_str(probe_type(&id), "ext2", "ext: blocks of 64 KiB");
	put_le32(SUPER + 0x18, 7);
	tap_str(probe_type(&id), "nothing", "ext: blocks of 128 KiB");
	put_le32(SUPER + 0x18, 0);
	device.front[SUPER + 0x38] = 0x52;
	tap_str(probe_type(&id), "nothing", "ext: another magic");

	make_ext(0, 0, 0);
	device.size = 2048;
	tap_str(probe_type(&id), "ext2", "ext: the device ends where the superblock does");
	device.size = 2047;
	tap_str(probe_type(&id), "nothing", "ext: the device ends a byte before");
	device.size = 0;
	tap_str(probe_type(&id), "nothing", "ext: an empty device");
}

/* What the kernel says of its size may be wrong, and its reads may fail. */
static void bad_devices(void)
{
	struct fs_id id;

	make_ext(0, 0, 0);
	device.error = -EIO;
	tap_num(probe_device(MEMORY, device.size, &id), -EIO, "a device that can't be read");
	make_ext(0, 0, 0);
	device.size = 1500;
	tap_num(probe_device(MEMORY, 1 << 20, &id), 1, "a device that ends before its end");
	make_ext(0, 0, 0);
	tap_num(probe_device(MEMORY, UINT64_MAX, &id), 0, "a device of the largest size");
}

/* The windows themselves, at their edges and the device's. */
static void windows(void)
{
	struct device d;
	struct bytes b;

	make_ext(0, 0, 0);
	device.size = 6000;
	for (unsigned i = 0; i < 6000; i++)
		device.front[i] = i % 251;
	d = device_of(MEMORY, 6000);
	b = device_bytes(&d, 0, WINDOW_SIZE);
	tap_ok(b.len == WINDOW_SIZE && b.at[100] == 100, "a whole window");
	b = device_bytes(&d, 4095, 1);
	tap_ok(b.len == 1 && b.at[0] == 4095 % 251, "its last byte");
	tap_num(device.reads, 1, "both with one read");
	b = device_bytes(&d, 4090, 100);
	tap_ok(b.len == 100 && b.at[99] == 4189 % 251, "across two windows");
	b = device_bytes(&d, 5000, 1000);
	tap_ok(b.len == 1000 && b.at[999] == 5999 % 251, "up to the end of the device");
	tap_num(device.reads, 2, "one read more for both");
	tap_num(device_bytes(&d, 5000, 1001).len, 0, "beyond the end");
	tap_num(device_bytes(&d, 6000, 1).len, 0, "behind the end");
	tap_num(device_bytes(&d, UINT64_MAX, 2).len, 0, "around the end of all numbers");
	tap_num(device_bytes(&d, 0, WINDOW_SIZE + 1).len, 0, "more than a window");
	tap_num(device.reads, 2, "none of which is read");
	b = device_bytes(&d, 0, 8);
	tap_ok(b.len == 8 && b.at[1] == 1, "the front is still there");
	tap_num(device.reads, 2, "and is not read again");
	tap_num(d.error, 0, "nothing of all this is an error");
}

static int say(const char *path)
{
	struct fs_id id;
	int fd = open(path, O_RDONLY);
	off_t size = lseek(fd, 0, SEEK_END);
	int err = probe_device(fd, size, &id);

	if (err == 0)
		printf("TYPE=%s\nUUID=%s\nLABEL=%s\n", id.type, id.uuid, id.label);
	putchar('\n');
	close(fd);
	return fd < 0 || err < 0;
}

int main(int argc, char **argv)
{
	int status = 0;

	for (int i = 1; i < argc; i++)
		status |= say(argv[i]);
	if (argc > 1)
		return status;
	ext_kinds();
	ext_names();
	ext_limits();
	bad_devices();
	windows();
	return tap_done();
}
