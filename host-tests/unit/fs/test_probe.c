// SPDX-License-Identifier: GPL-2.0
/*
 * Generated superblocks, on a device that counts reads and can make them fail. With images as
 * arguments it prints their contents, for host-tests/blkid.t.
 */
#include "fs/probe.h"
#include "fs/ptable.h"
#include "fs/window.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host-tests/sparse.h"
#include "host-tests/tap.h"
#include "lib/sys.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { MEMORY = -1, SUPER = 1024 };

static struct {
	unsigned char front[4 << 20]; /* the rest of the device is zero */
	uint64_t size;
	unsigned reads;
	int error;      /* of all reads */
	bool partition; /* a partition, not a disk */
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

/* Makes an ext superblock with these features, UUID 00010203-... and label "root". */
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
	int err = probe_device(MEMORY, device.size, device.partition ? 0 : 512, id);

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
	{"an unknown feature", 0, 0x80000000, 0, "ext4"},
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
	tap_num(device.reads, 9, "the front is read once, and eight other offsets");

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
	tap_str(id.label, "", "a label of white space is empty");
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
	tap_str(probe_type(&id), "ext2", "ext: the device ends with the superblock");
	device.size = 2047;
	tap_str(probe_type(&id), "nothing", "ext: the device ends a byte before");
	device.size = 0;
	tap_str(probe_type(&id), "nothing", "ext: an empty device");
}

static void put_be32(unsigned offset, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		device.front[offset + i] = value >> (24 - 8 * i);
}

/* Makes an ext3 file system as visible at the front of a container. */
static void make_mirror(uint64_t size)
{
	make_ext(0x4, 0x2, 0x3);
	device.size = size;
}

static void make_md_v1(unsigned at)
{
	put_le32(at, 0xa92b4efc);
	put_le32(at + 4, 1);
	for (int i = 0; i < 16; i++)
		device.front[at + 0x10 + i] = 0xa0 + i;
	memcpy(device.front + at + 0x20, "box:root", 8);
	put_le32(at + 0x90, at / 512);
}

static void make_md_v0(unsigned at, void (*put)(unsigned, uint32_t))
{
	put(at, 0xa92b4efc);
	put(at + 8, 90);
	put(at + 0x14, 0x00010203);
	put(at + 0x34, 0x04050607);
	put(at + 0x38, 0x08090a0b);
	put(at + 0x3c, 0x0c0d0e0f);
}

static void raid_members(void)
{
	struct fs_id id;

	make_mirror((1 << 20) - 512);
	tap_str(probe_type(&id), "ext3", "raid: only a file system");
	make_md_v1((1 << 20) - 512 - 8192 - 3584);
	tap_str(probe_type(&id), "linux_raid_member", "raid: version 1.0, at the end");
	tap_str(id.uuid, "a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf", "its UUID");
	tap_str(id.label, "box:root", "its name");
	tap_ok(id.container, "it is a container");
	make_mirror(1 << 20);
	make_md_v1(0);
	tap_str(probe_type(&id), "linux_raid_member", "raid: version 1.1");
	make_mirror(1 << 20);
	make_md_v1(4096);
	tap_str(probe_type(&id), "linux_raid_member", "raid: version 1.2");
	put_le32(4096 + 0x90, 9);
	tap_str(probe_type(&id), "ext3", "raid: a superblock with another offset");

	make_mirror((1 << 20) - 512);
	make_md_v0(14 * 65536, put_le32);
	tap_str(probe_type(&id), "linux_raid_member", "raid: version 0.90");
	tap_str(id.uuid, "00010203-0405-0607-0809-0a0b0c0d0e0f", "its UUID");
	make_mirror(1 << 20);
	make_md_v0(15 * 65536, put_be32);
	tap_str(probe_type(&id), "linux_raid_member", "raid: version 0.90, big-endian");
	tap_str(id.uuid, "00010203-0405-0607-0809-0a0b0c0d0e0f", "has the same UUID");
	make_mirror(65535);
	tap_str(probe_type(&id), "ext3", "raid: a device too small for one at the end");
}

/* Makes an MBR whose last partition extends from `first` to the end of the disk. */
static void make_mbr(uint32_t first)
{
	device.front[446 + 4] = 0x83;
	put_le32(446 + 8, first);
	put_le32(446 + 12, device.size / 512 - first);
	device.front[510] = 0x55;
	device.front[511] = 0xaa;
}

static void raid_or_partition(void)
{
	struct fs_id id;

	make_mirror(1 << 20);
	make_md_v0(15 * 65536, put_le32);
	make_mbr(64);
	tap_str(probe_type(&id), "ext3", "raid: a partition's superblock is not the disk's");
	make_mbr(1920);
	tap_str(probe_type(&id), "ext3", "raid: nor if it has only the last sectors");
	make_mbr(64);
	put_le32(446 + 12, 15 * 65536 / 512 - 64);
	tap_str(probe_type(&id), "linux_raid_member",
		"case P1: it is if the partition ends before it");
}

static void firmware_raids(void)
{
	static const struct {
		const char *what, *type;
		unsigned before_end;
	} anchors[] = {
		{"ddf, in the last sector", "ddf_raid_member", 512},
		{"ddf, 256 sectors before", "ddf_raid_member", 257 * 512},
		{"isw", "isw_raid_member", 1024},
		{"isw, with sectors of 4 KiB", "isw_raid_member", 8192},
	};

	for (unsigned i = 0; i < COUNT(anchors); i++) {
		unsigned at = (1 << 20) - anchors[i].before_end;
		struct fs_id id;

		make_mirror(1 << 20);
		if (anchors[i].type[0] == 'd') {
			put_be32(at, 0xde11de11);
			memcpy(device.front + at + 0x20, "01.02.00", 8);
		} else {
			memcpy(device.front + at, "Intel Raid ISM Cfg Sig. 1.1.00", 30);
		}
		tap_str(probe_type(&id), anchors[i].type, "raid: %s", anchors[i].what);
		tap_ok(id.container, "it is a container");
	}
}

/* Case R2: stale firmware RAID metadata in the last sectors, now covered by a partition. */
static void firmware_remnants(void)
{
	static const char *const signatures[] = {"Intel Raid ISM Cfg Sig. 1.1.00",
						 "\xde\x11\xde\x11"};
	static const unsigned before_end[] = {1024, 512};

	for (unsigned i = 0; i < COUNT(signatures); i++) {
		unsigned at = (1 << 20) - before_end[i];
		struct fs_id id;

		make_mirror(1 << 20);
		strcpy((char *)device.front + at, signatures[i]);
		memcpy(device.front + at + 0x20, i ? "01.02.00" : "", i ? 8 : 0);
		device.partition = true;
		tap_str(probe_type(&id), "ext3", "case R2: a partition is no member (%u)", i);
		device.partition = false;
		tap_ok(strcmp(probe_type(&id), "ext3") != 0, "a disk is one (%u)", i);
		make_mbr(64);
		tap_str(probe_type(&id), "ext3", "but not if a partition reaches over it (%u)", i);
		put_le32(446 + 12, (1 << 20) / 512 - 64 - 2);
		tap_ok(strcmp(probe_type(&id), "ext3") != 0, "only as far as it (%u)", i);
	}
}

/* Fills the device with the front of an image of host-tests/corpus/probe. */
static void load_image(const char *name)
{
	struct sparse image;

	memset(&device, 0, sizeof(device));
	tap_ok(sparse_corpus(name, &image), "%s: a valid image", name);
	sparse_read(&image, device.front, sizeof(device.front), 0);
	device.size = image.size;
}

/* Fields of valid images, and whether another value leaves a file system that can be mounted. */
static const struct {
	const char *image;
	unsigned at;
	const char *value;
	unsigned len;
	const char *type, *what;
} fields[] = {
	{"vfat16", 0x0b, "\x00\x01", 2, "nothing", "sectors of 256 bytes"},
	{"vfat16", 0x0b, "\x00\x20", 2, "nothing", "sectors of 8 KiB"},
	{"vfat16", 0x0b, "\x00\x03", 2, "nothing", "sectors of 768 bytes"},
	{"vfat16", 0x0d, "\x00", 1, "nothing", "clusters of no sectors"},
	{"vfat16", 0x0d, "\x03", 1, "nothing", "clusters of three sectors"},
	{"vfat16", 0x0e, "\x00\x00", 2, "nothing", "no sector before the first table"},
	{"vfat16", 0x10, "\x00", 1, "nothing", "no table"},
	{"vfat16", 0x15, "\xf0", 1, "vfat", "a removable medium"},
	{"vfat16", 0x15, "\xf7", 1, "nothing", "an unknown medium"},
	{"vfat16", 0x16, "\xff\xff", 2, "nothing", "tables larger than the device"},
	{"vfat16", 0x1fe, "\x00\x00", 2, "nothing", "no signature"},
	{"ntfs", 0x0b, "\x80\x00", 2, "nothing", "sectors of 128 bytes"},
	{"ntfs", 0x0b, "\x00\x20", 2, "nothing", "sectors of 8 KiB"},
	{"ntfs", 0x0b, "\x01\x02", 2, "nothing", "sectors of 513 bytes"},
	{"ntfs", 0x0d, "\x03", 1, "nothing", "clusters of three sectors"},
	{"ntfs", 0x0d, "\xf3", 1, "nothing", "clusters of 8192 sectors"},
	{"ntfs", 0x37, "\x01", 1, "nothing", "a table beyond the end of the device"},
	{"ntfs", 0x40, "\x00", 1, "nothing", "records of no size"},
	{"exfat", 0x6c, "\x08", 1, "nothing", "sectors of 256 bytes"},
	{"exfat", 0x6c, "\x0d", 1, "nothing", "sectors of 8 KiB"},
	{"exfat", 0x6d, "\x11", 1, "nothing", "clusters of 64 MiB"},
	{"exfat", 0x6d, "\x10", 1, "exfat", "clusters of 32 MiB"},
	{"xfs", 0x65, "\xb0", 1, "nothing", "version 0"},
	{"xfs", 0x65, "\xb1", 1, "xfs", "version 1"},
	{"xfs", 0x65, "\xb6", 1, "nothing", "version 6"},
	{"xfs", 0x78, "\x0d", 1, "nothing", "two block sizes"},
	{"xfs", 0x79, "\x0a", 1, "nothing", "two sector sizes"},
	{"xfs", 0x5b, "\x00", 1, "nothing", "no groups"},
	{"xfs", 0x5b, "\x05", 1, "nothing", "a group without blocks"},
	{"xfs", 0x5b, "\x03", 1, "nothing", "blocks in no group"},
	{"squashfs", 0x1c, "\x03", 1, "nothing", "version 3"},
	{"f2fs", 1024 + 4, "\x02", 1, "nothing", "version 2"},
	{"jfs", 32768 + 0x14, "\x0d", 1, "nothing", "two block sizes"},
	{"jfs", 32768 + 0x16, "\x04", 1, "nothing", "another ratio of blocks and sectors"},
	{"jfs", 32768 + 0x1c, "\x0d", 1, "nothing", "sectors larger than blocks"},
	{"nilfs2", 1024 + 0x98, "\xff\xff", 2, "nothing", "a checksum of another UUID"},
	{"btrfs", 65536 + 0x32, "\x00", 1, "nothing", "a copy from another offset"},
	{"reiserfs", 65536 + 0x2c, "\x00\x01", 2, "nothing", "blocks of 256 bytes"},
	{"reiserfs", 65536 + 0x2c, "\x00\x06", 2, "nothing", "blocks of 1.5 KiB"},
	{"bcache", 4096 + 8, "\x10", 1, "nothing", "a copy from another sector"},
	{"verity", 8, "\x02", 1, "nothing", "version 2"},
	{"lvm2", 512 + 8, "\x02", 1, "nothing", "a copy from another sector"},
	{"lvm2", 512 + 0x20, "\xff", 1, "nothing", "a wrong checksum"},
	{"luks2", 0x100, "\x00\x00\x00\x00\x00\x00\x40", 7, "nothing", "a secondary header"},
	{"luks2", 7, "\x03", 1, "nothing", "version 3"},
	{"iso9660", 32768, "\x00", 1, "nothing", "no primary volume first"},
};

static void invalid_fields(void)
{
	for (unsigned i = 0; i < COUNT(fields); i++) {
		struct fs_id id;

		load_image(fields[i].image);
		memcpy(device.front + fields[i].at, fields[i].value, fields[i].len);
		tap_str(probe_type(&id), fields[i].type, "%s: %s", fields[i].image, fields[i].what);
	}
}

/* A label may fill its field, without a NUL. */
static const struct {
	const char *image;
	unsigned at, len;
} labels[] = {
	{"bcache", 4096 + 0x48, 32}, {"erofs", 1024 + 0x40, 16},     {"jfs", 32768 + 0x98, 16},
	{"luks2", 0x18, 48},         {"md-1.2", 4096 + 0x20, 32},    {"reiserfs", 65536 + 0x64, 16},
	{"swap", 1024 + 0x1c, 16},   {"swsuspend", 1024 + 0x1c, 16}, {"xfs", 0x6c, 12},
};

static void long_labels(void)
{
	for (unsigned i = 0; i < COUNT(labels); i++) {
		struct fs_id id = {.label = ""};
		char want[FS_LABEL_SIZE] = "";

		load_image(labels[i].image);
		for (unsigned at = 0; at < labels[i].len; at++)
			want[at] = 'a' + at % 26;
		memcpy(device.front + labels[i].at, want, labels[i].len);
		probe_type(&id);
		tap_str(id.label, want, "%s: a label that fills its field", labels[i].image);
	}
}

/* The first entry of the root directory is the label: 83, length, 11 characters in UTF-16. */
static void exfat_label(void)
{
	static const char longest[] = "e\0l\0e\0v\0e\0n\0 \0c\0h\0a\0r";
	const unsigned at = 0x203000;
	struct fs_id id;

	load_image("exfat");
	device.front[at + 1] = 11;
	memcpy(device.front + at + 2, longest, sizeof(longest));
	probe_type(&id);
	tap_str(id.label, "eleven char", "exfat: the longest label");
	device.front[at + 1] = 12;
	probe_type(&id);
	tap_str(id.label, "", "exfat: an invalid length");
}

/* Features that only ext4 has: all but those of ext2 and ext3, which the kernel lists. */
static void ext_features(void)
{
	const uint32_t other_incompat = ~(0x2u | 0x4 | 0x8 | 0x10), other_ro_compat = ~7u;
	struct fs_id id;

	for (int bit = 0; bit < 32; bit++) {
		make_ext(0x4, other_incompat & 1u << bit, 0);
		if (other_incompat & 1u << bit)
			tap_str(probe_type(&id), "ext4", "ext: incompatible feature %d", bit);
		make_ext(0x4, 0, other_ro_compat & 1u << bit);
		if (other_ro_compat & 1u << bit)
			tap_str(probe_type(&id), "ext4", "ext: read-only feature %d", bit);
	}
}

static void several_devices(void)
{
	struct fs_id id;

	load_image("btrfs");
	tap_str(probe_type(&id), "btrfs", "btrfs: one device");
	tap_num(id.members, 0, "its UUID is on no other device");
	device.front[65536 + 0x88] = 2;
	tap_str(probe_type(&id), "btrfs", "btrfs: one of two devices");
	tap_num(id.members, 2, "the other one has the same UUID");
	tap_num(id.member, 1, "this is the first");
	memset(&device.front[65536 + 0x88], 0xff, 8);
	tap_str(probe_type(&id), "btrfs", "btrfs: more devices than any machine has");
	tap_ok(id.members == UINT64_MAX, "their number is kept");
}

/* A bootable disc has a boot record (type 0) between its primary and its Joliet descriptor. */
static void bootable_joliet(void)
{
	enum { SECOND = 32768 + 2048, THIRD = SECOND + 2048 };
	struct fs_id id;

	load_image("iso9660-joliet");
	memcpy(device.front + THIRD, device.front + SECOND, 2048);
	memset(device.front + SECOND, 0, 2048);
	memcpy(device.front + SECOND + 1, "CD001", 5);
	tap_str(probe_type(&id), "iso9660", "iso9660: a bootable disc");
	tap_str(id.label, "Root_of_ours", "its Joliet label");
}

/* ReiserFS of Linux 2.2 starts at 8 KiB. */
static void old_reiserfs(void)
{
	struct fs_id id;

	load_image("reiserfs-3.5");
	memcpy(device.front + 8192, device.front + 65536, 4096);
	memset(device.front + 65536, 0, 4096);
	tap_str(probe_type(&id), "reiserfs", "reiserfs: at 8 KiB");
}

/* Devices with a wrong size or read errors. */
static void bad_devices(void)
{
	struct fs_id id;

	make_ext(0, 0, 0);
	device.error = -EIO;
	tap_num(probe_device(MEMORY, device.size, 512, &id), -EIO, "a device that can't be read");
	make_ext(0, 0, 0);
	device.size = 1500;
	tap_num(probe_device(MEMORY, 1 << 20, 512, &id), 1, "a device that ends before its end");
	make_ext(0, 0, 0);
	tap_num(probe_device(MEMORY, UINT64_MAX, 512, &id), 0, "a device of the largest size");
}

/* The windows at their own edges and the device's. */
static void windows(void)
{
	struct medium d;
	struct bytes b;

	make_ext(0, 0, 0);
	device.size = 6000;
	for (unsigned i = 0; i < 6000; i++)
		device.front[i] = i % 251;
	d = medium_of(MEMORY, 6000);
	b = medium_bytes(&d, 0, WINDOW_SIZE);
	tap_ok(b.len == WINDOW_SIZE && b.at[100] == 100, "a whole window");
	b = medium_bytes(&d, 4095, 1);
	tap_ok(b.len == 1 && b.at[0] == 4095 % 251, "its last byte");
	tap_num(device.reads, 1, "both with one read");
	b = medium_bytes(&d, 4090, 100);
	tap_ok(b.len == 100 && b.at[99] == 4189 % 251, "across two windows");
	b = medium_bytes(&d, 5000, 1000);
	tap_ok(b.len == 1000 && b.at[999] == 5999 % 251, "up to the end of the device");
	tap_num(device.reads, 2, "one read more for both");
	tap_num(medium_bytes(&d, 5000, 1001).len, 0, "beyond the end");
	tap_num(medium_bytes(&d, 6000, 1).len, 0, "beyond the end");
	tap_num(medium_bytes(&d, UINT64_MAX, 2).len, 0, "around the end of all numbers");
	tap_num(medium_bytes(&d, 0, WINDOW_SIZE + 1).len, 0, "more than a window");
	tap_num(device.reads, 2, "all without a read");
	b = medium_bytes(&d, 0, 8);
	tap_ok(b.len == 8 && b.at[1] == 1, "the front is still there");
	tap_num(device.reads, 2, "and is not read again");
	tap_num(d.error, 0, "and without an error");
}

static int say_partition(void *context, const struct partition *p)
{
	(void)context;
	printf("%u %llu %llu %s %s %#llx %s\n", p->number, (unsigned long long)p->start / 512,
	       (unsigned long long)p->size / 512, p->uuid, p->type, (unsigned long long)p->flags,
	       p->label);
	return 0;
}

static int log_info(const char *path)
{
	struct fs_id id;
	int fd = open(path, O_RDONLY);
	off_t size = lseek(fd, 0, SEEK_END);
	int err = probe_device(fd, size, 512, &id);

	if (err == 0)
		printf("TYPE=%s\nUUID=%s\nLABEL=%s\n", id.type, id.uuid, id.label);
	ptable_each(fd, size, 512, say_partition, NULL);
	puts("--");
	close(fd);
	return fd < 0 || err < 0;
}

int main(int argc, char **argv)
{
	int status = 0;

	for (int i = 1; i < argc; i++)
		status |= log_info(argv[i]);
	if (argc > 1)
		return status;
	ext_kinds();
	ext_names();
	ext_limits();
	raid_members();
	raid_or_partition();
	firmware_raids();
	firmware_remnants();
	invalid_fields();
	long_labels();
	exfat_label();
	ext_features();
	several_devices();
	bootable_joliet();
	old_reiserfs();
	bad_devices();
	windows();
	return tap_done();
}
