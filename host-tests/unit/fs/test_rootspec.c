// SPDX-License-Identifier: GPL-2.0
#include "fs/rootspec.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "fs/rootadvice.h"
#include "host-tests/tap.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *text;
	enum rootspec_kind kind;
	const char *value;
} understood[] = {
	{"/dev/sda1", ROOT_NAME, "sda1"},
	{"/dev/cciss/c0d0p1", ROOT_NAME, "cciss!c0d0p1"},
	{"/dev/cciss!c0d0p1", ROOT_NAME, "cciss!c0d0p1"},
	{"/dev/ram", ROOT_NAME, "ram0"},
	{"/dev/ram1", ROOT_NAME, "ram1"},
	{"/dev/abcdefghijklmnopqrstuvwxyz01234", ROOT_NAME, "abcdefghijklmnopqrstuvwxyz01234"},
	{"8:1", ROOT_NUMBER, "8:1"},
	{"0008:01", ROOT_NUMBER, "8:1"},
	{"4095:1048575", ROOT_NUMBER, "4095:1048575"},
	{"8:1:0", ROOT_NUMBER, "8:1"},
	{"8:1:4294967295:", ROOT_NUMBER, "8:1"},
	{"b302", ROOT_NUMBER, "179:2"},
	{"B302", ROOT_NUMBER, "179:2"},
	{"0x801", ROOT_NUMBER, "8:1"},
	{"801", ROOT_NUMBER, "8:1"},
	{"00103f105", ROOT_NUMBER, "1009:4101"},
	{"ffffffff", ROOT_NUMBER, "4095:1048575"},
	{"dad", ROOT_NUMBER, "13:173"},
	{"/dev/mapper/vg-root", ROOT_MAPPER, "vg-root"},
	{"/dev/mapper/a\\x20b", ROOT_MAPPER, "a\\x20b"},
	{"PARTUUID=1234abcd-01", ROOT_PARTUUID, "1234abcd-01"},
	{"PARTUUID=1234abcd-01/PARTNROFF=2", ROOT_PARTUUID, "1234abcd-01"},
	{"PARTUUID=1234abcd-01/PARTNROFF=-1", ROOT_PARTUUID, "1234abcd-01"},
	{"PARTUUID=1234abcd-01/PARTNROFF=+1", ROOT_PARTUUID, "1234abcd-01"},
	{"PARTLABEL=the root/of all", ROOT_PARTLABEL, "the root/of all"},
	{"/dev/disk/by-uuid/1234-ABCD", ROOT_UUID, "1234-ABCD"},
	{"/dev/disk/by-label/my\\x20root\\x2f", ROOT_LABEL, "my root/"},
	{"/dev/disk/by-label/\\x", ROOT_LABEL, "\\x"},
	{"/dev/disk/by-label/\\x4", ROOT_LABEL, "\\x4"},
	{"/dev/disk/by-label/\\x00\\xg0\\\\x41", ROOT_LABEL, "\\x00\\xg0\\A"},
	{"/dev/disk/by-partuuid/1234abcd-01", ROOT_PARTUUID, "1234abcd-01"},
	{"/dev/disk/by-partlabel/EFI\\x20system", ROOT_PARTLABEL, "EFI system"},
	{"/dev/disk/by-id/dm-name-vg-root", ROOT_MAPPER, "vg-root"},
	{"/dev/block/8:1", ROOT_NUMBER, "8:1"},
	{"/dev/rootvg/root", ROOT_NAME, "rootvg!root"},
	{"/dev/nfsd", ROOT_NAME, "nfsd"},
	/* case R3: quotes, as in blkid */
	{"LABEL=\"root\"", ROOT_LABEL, "root"},
	{"LABEL='my root'", ROOT_LABEL, "my root"},
	{"UUID=\"1234-ABCD\"", ROOT_UUID, "1234-ABCD"},
	{"PARTUUID=\"1234abcd-01\"", ROOT_PARTUUID, "1234abcd-01"},
	{"PARTLABEL='the root'", ROOT_PARTLABEL, "the root"},
	{"LABEL=\"", ROOT_LABEL, "\""},
	{"LABEL=\"a", ROOT_LABEL, "\"a"},
	{"LABEL=a\"b\"", ROOT_LABEL, "a\"b\""},
	{"LABEL=\"a'", ROOT_LABEL, "\"a'"},
	{"LABEL=\"\"a\"\"", ROOT_LABEL, "\"a\""},
	{"/dev/disk/by-label/\"a\"", ROOT_LABEL, "\"a\""},
	{"UUID=1234-ABCD", ROOT_UUID, "1234-ABCD"},
	{"LABEL=a root of ours", ROOT_LABEL, "a root of ours"},
	{"LABEL=UUID=x", ROOT_LABEL, "UUID=x"},
	{"gpt-auto", ROOT_GPT_AUTO, "gpt-auto"},
};

static const struct {
	const char *text;
	int err;
} refused[] = {
	{"", -EINVAL},
	{"sda1", -EINVAL},
	{"gpt-auto1", -EINVAL},
	{"dev/sda1", -EINVAL},
	{"/dev/", -EINVAL},
	{"/dev/abcdefghijklmnopqrstuvwxyz012345", -ENAMETOOLONG},
	{":", -EINVAL},
	{"8:", -EINVAL},
	{":1", -EINVAL},
	{"8:1:", -EINVAL},
	{"8:1:0:0", -EINVAL},
	{"8:1:0::", -EINVAL},
	{"8:1x", -EINVAL},
	{"8:-1", -EINVAL},
	{"+8:1", -EINVAL},
	{"8: 1", -EINVAL},
	{"8:0x1", -EINVAL},
	{"4096:1", -EINVAL},
	{"8:1048576", -EINVAL},
	{"4294967304:1", -EINVAL},
	{"00000000008:1", -EINVAL},
	{"0x", -EINVAL},
	{"100000000", -EINVAL},
	{"b302 ", -EINVAL},
	{"uuid=1234-ABCD", -EINVAL},
	{"UUID", -EINVAL},
	{"UUID=", -EINVAL},
	{"UUID=01234567-89ab-cdef-0123-456789abcdef012", -ENAMETOOLONG},
	{"LABEL=", -EINVAL},
	{"PARTLABEL=", -EINVAL},
	{"PARTUUID=", -EINVAL},
	{"PARTUUID=/PARTNROFF=1", -EINVAL},
	{"PARTUUID=a/", -EINVAL},
	{"PARTUUID=a/PARTNROFF=", -EINVAL},
	{"PARTUUID=a/PARTNROFF=1x", -EINVAL},
	{"PARTUUID=a/PARTNROFF=--1", -EINVAL},
	{"PARTUUID=a/PARTNROFF=2147483648", -EINVAL},
	{"PARTUUID=a/partnroff=1", -EINVAL},
	{"PARTUUID=01234567-89ab-cdef-0123-456789abcdef0", -ENAMETOOLONG},
	{"/dev/mapper/", -EINVAL},
	{"/dev/disk/by-label/", -EINVAL},
	{"LABEL=\"\"", -EINVAL},
	/* case R4: names that never appear */
	{"/dev/disk/by-path/pci-0000:00:1f.2-ata-1", -EOPNOTSUPP},
	{"/dev/disk/by-id/ata-X_Y", -EOPNOTSUPP},
	{"/dev/disk/by-id/dm-name-", -EINVAL},
	{"/dev/root", -EOPNOTSUPP},
	{"/dev/nfs", -EOPNOTSUPP},
	{"/dev/cifs", -EOPNOTSUPP},
	{"/dev/block/sda1", -EINVAL},
	{"/dev/block/801", -EINVAL},
};

#define NO_DEVICE "only block devices are supported"

/* Cases R4, U17: advice. */
static const struct {
	const char *text, *advice;
} advised[] = {
	{"sda1", "not a device name; try root=/dev/sda1"},
	{"dev/sda1", "not a device name; try root=/dev/sda1"},
	{"uuid=1234-ABCD", "try capital letters: UUID="},
	{"Label=x", "try capital letters: LABEL="},
	{"UUID=", "malformed, empty or too long: UUID="},
	{"PARTUUID=1/PARTNROFF=x", "malformed, empty or too long: PARTUUID="},
	{"/dev/disk/by-id/ata-X_Y",
	 "only udev knows this name; try root=UUID= as printed by blkid"},
	{"/dev/root", "not a device; try root=UUID= as printed by blkid"},
	{"/dev/nfs", NO_DEVICE},
	{"nfs:server:/srv", NO_DEVICE},
	{"ZFS=rpool/root", NO_DEVICE},
	{"ubi0:rootfs", NO_DEVICE},
	{"mtd:root", NO_DEVICE},
	{"iscsi:192.168.1.1::::iqn.2009-06.x:rfs", NO_DEVICE},
	{"tmpfs", NO_DEVICE},
	{"virtiofs-tag", NO_DEVICE},
	{"9proot", NO_DEVICE},
	{"fstab", "fstab is not read for it; give the device that fstab names for /"},
	{"sda", "not a device name; try root=/dev/sda"},
	{"xvda", "not a device name; try root=/dev/xvda"},
	{"mapper/vg-root", "not a device name; try root=/dev/mapper/vg-root"},
	{"system", "not a device name; try root=LABEL=system"},
	{"'LABEL=root'", "not a device name, a number, UUID= or LABEL="},
	{"NAME=x", "not a device name, a number, UUID= or LABEL="},
	{"8:1:0:0", "not a device name, a number, UUID= or LABEL="},
};

static void advising(void)
{
	char long_name[300], advice[ROOTADVICE_SIZE];

	for (unsigned i = 0; i < COUNT(advised); i++) {
		rootadvice_for(advised[i].text, advice, sizeof(advice));
		tap_str(advice, advised[i].advice, "%s: the advice", advised[i].text);
	}
	memset(long_name, 'x', sizeof(long_name));
	long_name[sizeof(long_name) - 1] = '\0';
	rootadvice_for(long_name, advice, sizeof(advice));
	tap_str(advice,
		"not a device name, a number, UUID= or LABEL=", "what is too long is not cut");
}

static void parsing(void)
{
	for (unsigned i = 0; i < COUNT(understood); i++) {
		struct rootspec spec;

		tap_num(rootspec_parse(understood[i].text, &spec), 0, "%s is understood",
			understood[i].text);
		tap_num(spec.kind, understood[i].kind, "%s: its kind", understood[i].text);
		tap_str(spec.value, understood[i].value, "%s: its value", understood[i].text);
	}
}

static void refusing(void)
{
	for (unsigned i = 0; i < COUNT(refused); i++) {
		struct rootspec spec = {.value = "as it was"};

		tap_num(rootspec_parse(refused[i].text, &spec), refused[i].err, "'%s' is refused",
			refused[i].text);
		tap_str(spec.value, "as it was", "'%s' changes nothing", refused[i].text);
	}
}

static const struct blockdev sda1 = {
	.name = "sda1",
	.major = 8,
	.minor = 1,
	.partition = 1,
	.disk = "sda",
	.partuuid = "1234abcd-01",
	.partlabel = "Root",
	.mapper = "vg-root",
};
static const struct fs_id root = {
	.type = "ext3", .uuid = "01234567-89ab-cdef-0123-456789abcdef", .label = "My Root"};
static const struct fs_id vault = {.type = "crypto_LUKS",
				   .container = true,
				   .uuid = "01234567-89ab-cdef-0123-456789abcdef",
				   .label = "My Root"};
static const struct fs_id swap = {
	.type = "swap", .uuid = "01234567-89ab-cdef-0123-456789abcdef", .label = "My Root"};
static const struct fs_id journal = {.type = "jbd", .uuid = "01234567-89ab-cdef-0123-456789abcdef"};
static const struct fs_id nameless = {.type = "ext3"};

static const struct {
	const char *what, *text;
	const struct fs_id *id;
	bool matches;
	unsigned distance;
} devices[] = {
	{"the name", "/dev/sda1", NULL, true, 0},
	{"another name", "/dev/sda", &root, false, 1},
	{"a name in another case", "/dev/SDA1", &root, false, 0},
	{"the number", "8:1", NULL, true, 0},
	{"another number", "8:17", &root, false, 1},
	{"a UUID in upper case", "UUID=01234567-89AB-CDEF-0123-456789ABCDEF", &root, true, 0},
	{"a UUID with two digits exchanged", "UUID=10234567-89ab-cdef-0123-456789abcdef", &root,
	 false, 2},
	{"the beginning of a UUID", "UUID=01234567-89ab-cdef-0123-456789abcde", &root, false, 1},
	{"a UUID before the content is known", "UUID=01234567-89ab-cdef-0123-456789abcdef", NULL,
	 false, UINT_MAX},
	{"a device without a UUID", "UUID=0", &nameless, false, UINT_MAX},
	{"the UUID of a container", "UUID=01234567-89ab-cdef-0123-456789abcdef", &vault, false, 0},
	{"the UUID of swap", "UUID=01234567-89ab-cdef-0123-456789abcdef", &swap, false, 0},
	{"the UUID of a journal", "UUID=01234567-89ab-cdef-0123-456789abcdef", &journal, false, 0},
	{"the partition's UUID in upper case", "PARTUUID=1234ABCD-01", NULL, true, 0},
	{"another partition's UUID", "PARTUUID=1234abcd-02", NULL, false, 1},
	{"the partition's label", "PARTLABEL=Root", NULL, true, 0},
	{"the partition's label in another case", "PARTLABEL=root", NULL, false, 0},
	{"the mapper's name", "/dev/mapper/vg-root", NULL, true, 0},
	{"gpt-auto, which no single device matches", "gpt-auto", &root, false, UINT_MAX},
	{"another name of the mapper", "/dev/mapper/vg-rot", NULL, false, 1},
	{"the label", "LABEL=My Root", &root, true, 0},
	{"the label in another case", "LABEL=my root", &root, false, 0},
	{"a label with a letter less", "LABEL=My Rot", &root, false, 1},
	{"an altogether other label", "LABEL=xyz", &root, false, 6},
	{"the label of a container", "LABEL=My Root", &vault, false, 0},
	{"the label of swap", "LABEL=My Root", &swap, false, 0},
	{"a label before the content is known", "LABEL=My Root", NULL, false, UINT_MAX},
	{"a device without a label", "LABEL=x", &nameless, false, UINT_MAX},
};

static void matching(void)
{
	for (unsigned i = 0; i < COUNT(devices); i++) {
		struct rootspec spec;

		rootspec_parse(devices[i].text, &spec);
		tap_num(rootspec_matches(&spec, &sda1, devices[i].id), devices[i].matches,
			"match: %s", devices[i].what);
		tap_num(rootspec_distance(&spec, &sda1, devices[i].id), devices[i].distance,
			"distance: %s", devices[i].what);
	}
}

static const struct {
	const char *text;
	struct blockdev dev;
	bool is_meant;
} numbered[] = {
	{"PARTUUID=1234abcd-01", {.name = "sda1", .disk = "sda", .partition = 1}, true},
	{"PARTUUID=1234abcd-01", {.name = "sda2", .disk = "sda", .partition = 2}, false},
	{"PARTUUID=1234abcd-01/PARTNROFF=0", {.name = "sda1", .disk = "sda", .partition = 1}, true},
	{"PARTUUID=1234abcd-01/PARTNROFF=2", {.name = "sda3", .disk = "sda", .partition = 3}, true},
	{"PARTUUID=1234abcd-01/PARTNROFF=2",
	 {.name = "sdb3", .disk = "sdb", .partition = 3},
	 false},
	{"PARTUUID=1234abcd-01/PARTNROFF=2",
	 {.name = "sda1", .disk = "sda", .partition = 1},
	 false},
	{"PARTUUID=1234abcd-01/PARTNROFF=-1", {.name = "sda"}, true},
	{"PARTUUID=1234abcd-01/PARTNROFF=-2", {.name = "sda"}, false},
	{"/dev/sda1", {.name = "sda1", .disk = "sda", .partition = 1}, true},
};

static void leading(void)
{
	for (unsigned i = 0; i < COUNT(numbered); i++) {
		struct rootspec spec;

		rootspec_parse(numbered[i].text, &spec);
		tap_num(rootspec_leads_to(&spec, &sda1, &numbered[i].dev), numbered[i].is_meant,
			"%s: %s", numbered[i].text, numbered[i].dev.name);
	}
}

static const struct {
	const char *text, *mapper;
	bool matches;
} named_volumes[] = {
	{"/dev/vg/root", "vg-root", true},   {"/dev/my-vg/a-b", "my--vg-a--b", true},
	{"/dev/vg/root", "vg--root", false}, {"/dev/vg/root", "vg-roo", false},
	{"/dev/vg/roo", "vg-root", false},   {"/dev/my-vg/a", "my-vg-a", false},
	{"/dev/vg-root", "vg--root", false}, {"/dev/vg/a-", "vg-a-", false},
	{"/dev/cciss/c0d0", "", false},
};

static void volumes(void)
{
	for (unsigned i = 0; i < COUNT(named_volumes); i++) {
		struct blockdev dev = {.name = "dm-0"};
		struct rootspec spec;

		strcpy(dev.mapper, named_volumes[i].mapper);
		rootspec_parse(named_volumes[i].text, &spec);
		tap_num(rootspec_matches(&spec, &dev, NULL), named_volumes[i].matches, "%s: %s",
			named_volumes[i].text, named_volumes[i].mapper);
	}
}

/* The longest possible label, and one character more. */
static void long_label(void)
{
	char text[sizeof("LABEL=") + FS_LABEL_SIZE] = "LABEL=";
	struct rootspec spec;

	memset(text + 6, 'x', FS_LABEL_SIZE);
	tap_num(rootspec_parse(text, &spec), -ENAMETOOLONG, "a label longer than any is refused");
	text[6 + FS_LABEL_SIZE - 1] = '\0';
	tap_num(rootspec_parse(text, &spec), 0, "the longest label is understood");
	tap_num(rootspec_distance(&spec, &sda1, &root), FS_LABEL_SIZE - 1,
		"and differs from another in every character");
}

static void file(void)
{
	tap_str(rootspec_file("LABEL=a:/b:/c"), "/b:/c", "the file after a device");
	tap_str(rootspec_file("LABEL=a:b:/c"), "/c", "a device may contain a colon");
	tap_ok(!rootspec_file("LABEL=a:b") && !rootspec_file("8:1") && !rootspec_file(""),
	       "no file, or one without a slash");
}

int main(void)
{
	file();
	parsing();
	refusing();
	advising();
	matching();
	leading();
	volumes();
	long_label();
	return tap_done();
}
