// SPDX-License-Identifier: GPL-2.0
/*
 * Which device root= means on machines that are tables. Their devices are probed in every possible
 * order; after each probe, the test checks that either nothing or the right device would be
 * mounted.
 */
#include "init/root/naming.h"

#include <string.h>

#include "fs/stack.h"
#include "host-tests/tap.h"
#include "init/boot/boot.h"
#include "lib/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define UUID         "6a6e7761-0000-4000-8000-000000000001"
#define PARTUUID     "6a6e7761-0000-4000-8000-0000000000a1"

enum { DEVICES_MAX = 6 };

#define DISK(device, ...)                     \
	{                                     \
		.name = (device), __VA_ARGS__ \
	}
#define PART(device, of, n, ...)                                           \
	{                                                                  \
		.name = (device), .disk = (of), .number = (n), __VA_ARGS__ \
	}

/* A partition has a number. `stack`: h, i and s, as in test_stack.c; members: of a file system on several devices. */
struct row {
	const char *name, *disk;
	unsigned number;
	const char *type, *container;
	const char *stack;
	const char *mapper;
	unsigned members, member;
};

/* All file systems have the same UUID and label, all partitions the same PARTUUID and label. */
static const struct machine {
	const char *what;
	struct row rows[DEVICES_MAX];
	const char *names[8]; /* values of root= */
	const char *types;    /* rootfstype= */
	const char *root;     /* NULL: never any */
	const char *refused;  /* at the end; NULL: the wait continues */
	const char *options;  /* rootflags= */
	const char *last;     /* the root when the wait is over; NULL: `root` */
} machines[] = {
	{"case P1: a mirror over disks with a partition table",
	 {DISK("vda", .container = "linux_raid_member"), PART("vda1", "vda", 1, .type = "ext4"),
	  DISK("vdb", .container = "linux_raid_member"), PART("vdb1", "vdb", 1, .type = "ext4"),
	  DISK("md127"), PART("md127p1", "md127", 1, .type = "ext4")},
	 {"UUID=" UUID, "LABEL=root", "PARTUUID=" PARTUUID, "PARTLABEL=system",
	  "/dev/disk/by-uuid/" UUID, "/dev/md127p1"},
	 NULL,
	 "md127p1",
	 .refused = NULL},
	{"case P1: half of a mirror of a firmware RAID that is not assembled",
	 {DISK("sda", .container = "isw_raid_member"), PART("sda1", "sda", 1, .type = "ext4")},
	 {"UUID=" UUID, "LABEL=root", "PARTUUID=" PARTUUID, "PARTLABEL=system"},
	 NULL,
	 NULL,
	 .refused = NULL},
	{"case P1: the kernel's name of a partition on a member",
	 {DISK("sda", .container = "ddf_raid_member"), PART("sda1", "sda", 1, .type = "ext4")},
	 {"/dev/sda1", "8:1", "801"},
	 NULL,
	 NULL,
	 .refused = "sda1"},
	{"case P1: the partition after one on a member",
	 {DISK("sda", .container = "linux_raid_member"), PART("sda1", "sda", 1, .type = "vfat"),
	  PART("sda2", "sda", 2, .type = "ext4"), DISK("md0"),
	  PART("md0p1", "md0", 1, .type = "vfat"), PART("md0p2", "md0", 2, .type = "ext4")},
	 {"PARTUUID=" PARTUUID "/PARTNROFF=1"},
	 NULL,
	 "md0p2",
	 .refused = NULL},
	{"case P1: a mirror over whole disks, without partitions",
	 {DISK("vda", .container = "linux_raid_member"),
	  DISK("vdb", .container = "linux_raid_member"), DISK("md0", .type = "ext4")},
	 {"UUID=" UUID, "LABEL=root", "/dev/md0"},
	 NULL,
	 "md0",
	 .refused = NULL},
	{"case R1: a volume that is a RAID1",
	 {DISK("sda", .container = "LVM2_member"),
	  DISK("dm-1", .type = "ext4", .stack = "i", .mapper = "vg-root_rimage_0"),
	  DISK("dm-3", .type = "ext4", .stack = "hi", .mapper = "vg-root_rimage_1"),
	  DISK("dm-4", .type = "ext4", .mapper = "vg-root")},
	 {"UUID=" UUID, "LABEL=root", "/dev/mapper/vg-root", "/dev/vg/root"},
	 NULL,
	 "dm-4",
	 .refused = NULL},
	{"case R1: a volume with a snapshot",
	 {DISK("sda", .container = "LVM2_member"),
	  DISK("dm-0", .type = "ext4", .stack = "s", .mapper = "vg-snap"),
	  DISK("dm-1", .type = "ext4", .stack = "hi", .mapper = "vg-root-real"),
	  DISK("dm-2", .stack = "hi", .mapper = "vg-snap-cow"),
	  DISK("dm-3", .type = "ext4", .mapper = "vg-root")},
	 {"UUID=" UUID, "LABEL=root", "/dev/mapper/vg-root", "/dev/vg/root"},
	 NULL,
	 "dm-3",
	 .refused = NULL},
	{"case R1: the snapshot, by its own name",
	 {DISK("dm-0", .type = "ext4", .stack = "s", .mapper = "vg-snap"),
	  DISK("dm-3", .type = "ext4", .mapper = "vg-root")},
	 {"/dev/mapper/vg-snap", "/dev/vg/snap", "/dev/dm-0"},
	 NULL,
	 "dm-0",
	 .refused = NULL},
	{"case R1: a layer of a volume, by its own name",
	 {DISK("dm-1", .type = "ext4", .stack = "i", .mapper = "vg-root-real")},
	 {"/dev/mapper/vg-root-real", "/dev/dm-1"},
	 NULL,
	 NULL,
	 .refused = "dm-1"},
	{"one of several paths of a disk, in use",
	 {DISK("sda", .stack = "h"), PART("sda1", "sda", 1, .type = "ext4"),
	  DISK("dm-0", .type = "ext4")},
	 {"UUID=" UUID, "LABEL=root"},
	 NULL,
	 "dm-0",
	 .refused = NULL},
	{"case R2: a stale RAID signature, and rootfstype=",
	 {DISK("sda", .container = "isw_raid_member"), PART("sda1", "sda", 1, .type = "ext4")},
	 {"/dev/sda1", "8:1"},
	 "ext4",
	 "sda1",
	 .refused = NULL},
	{"case R2: a stale signature on the device itself, and rootfstype=",
	 {DISK("sda", .container = "ddf_raid_member")},
	 {"/dev/sda", "8:0"},
	 "ext4",
	 "sda",
	 .refused = NULL},
	{"case R2: rootfstype=, and a running array",
	 {DISK("sda", .container = "linux_raid_member", .stack = "h"),
	  PART("sda1", "sda", 1, .type = "ext4")},
	 {"/dev/sda1", "8:1"},
	 "ext4",
	 NULL,
	 .refused = "sda1"},
	{"case R2: rootfstype=, and an identifier that other devices may have",
	 {DISK("sda", .container = "isw_raid_member"), PART("sda1", "sda", 1, .type = "ext4")},
	 {"UUID=" UUID, "LABEL=root", "PARTUUID=" PARTUUID},
	 "ext4",
	 NULL,
	 .refused = NULL},
	{"a disk with a partition",
	 {DISK("sda"), PART("sda1", "sda", 1, .type = "ext4")},
	 {"UUID=" UUID, "LABEL=root", "PARTUUID=" PARTUUID, "PARTLABEL=system", "/dev/sda1", "8:1"},
	 NULL,
	 "sda1",
	 .refused = NULL},
	{"a partition that is encrypted",
	 {DISK("sda"), PART("sda1", "sda", 1, .container = "crypto_LUKS")},
	 {"PARTUUID=" PARTUUID, "PARTLABEL=system", "/dev/sda1", "8:1"},
	 NULL,
	 NULL,
	 .refused = "sda1"},
	{"a file system on two disks",
	 {DISK("sda", .type = "btrfs", .members = 2, .member = 1),
	  DISK("sdb", .type = "btrfs", .members = 2, .member = 2)},
	 {"UUID=" UUID, "LABEL=root", "/dev/sda"},
	 NULL,
	 "sda",
	 .refused = NULL},
	{"one of its disks is missing",
	 {DISK("sdb", .type = "btrfs", .members = 2, .member = 2), DISK("sdc", .type = "ext4")},
	 {"/dev/sdb"},
	 NULL,
	 NULL,
	 .refused = NULL},
	{"one of its disks is missing, and degraded is part of another option",
	 {DISK("sdb", .type = "btrfs", .members = 2, .member = 2)},
	 {"UUID=" UUID, "/dev/sdb"},
	 NULL,
	 NULL,
	 .options = "compress,degraded2,x-degraded"},
	{"one of its disks is missing, which rootflags= allows at the end of the wait",
	 {DISK("sdb", .type = "btrfs", .members = 2, .member = 2)},
	 {"UUID=" UUID, "LABEL=root", "/dev/sdb"},
	 NULL,
	 NULL,
	 NULL,
	 .options = "compress,degraded",
	 .last = "sdb"},
	{"one of its disks is there twice",
	 {DISK("sda", .type = "btrfs", .members = 3, .member = 1),
	  DISK("sdb", .type = "btrfs", .members = 3, .member = 2),
	  DISK("sdc", .type = "btrfs", .members = 3, .member = 2)},
	 {"/dev/sda"},
	 NULL,
	 NULL,
	 .options = "degraded"},
	{"one of its disks is a volume with a snapshot",
	 {DISK("sda", .type = "btrfs", .members = 2, .member = 1),
	  DISK("dm-0", .type = "btrfs", .members = 2, .member = 2, .stack = "s"),
	  DISK("dm-1", .type = "btrfs", .members = 2, .member = 2)},
	 {"UUID=" UUID, "LABEL=root"},
	 NULL,
	 "sda",
	 .refused = NULL},
	{"one of its disks is a disk with two paths, in use",
	 {DISK("dm-0", .type = "btrfs", .members = 2, .member = 2),
	  DISK("sda", .type = "btrfs", .members = 2, .member = 1),
	  DISK("sdb", .type = "btrfs", .members = 2, .member = 2, .stack = "h")},
	 {"/dev/sda"},
	 NULL,
	 "sda",
	 .refused = NULL},
	{"a number of disks that no machine has",
	 {DISK("sda", .type = "btrfs", .members = -1, .member = 1)},
	 {"UUID=" UUID},
	 NULL,
	 NULL,
	 .refused = NULL},
	{"a swap partition",
	 {DISK("sda"), PART("sda1", "sda", 1, .type = "swap")},
	 {"PARTUUID=" PARTUUID, "/dev/sda1", "8:1"},
	 NULL,
	 NULL,
	 .refused = "sda1"},
};

static struct boot b;
static const struct machine *machine;

/* ---- the system call layer: the content of /sys ---- */

static bool says(const char *name, char what)
{
	for (const struct row *row = machine->rows; row < machine->rows + DEVICES_MAX; row++)
		if (row->name && text_equal(row->name, name))
			return row->stack && strchr(row->stack, what);
	return false;
}

bool stack_is_held(const char *name)
{
	return says(name, 'h');
}

bool stack_unlocked(const char *name, char ret_mapped[BLOCKDEV_NAME_SIZE])
{
	*ret_mapped = '\0';
	return says(name, 'h');
}

bool stack_is_inner(const struct blockdev *dev)
{
	return says(dev->name, 'i');
}

bool stack_is_snapshot(const struct blockdev *dev)
{
	return says(dev->name, 's');
}

/* ---- a machine, and the result ---- */

static void copy(char *to, size_t size, const char *from)
{
	(void)text_copy(to, size, from ? from : ""); /* fits */
}

static void make_device(const struct row *row)
{
	struct device *d = &b.devices.list[b.devices.count++];

	memset(d, 0, sizeof(*d));
	copy(d->dev.name, sizeof(d->dev.name), row->name);
	copy(d->dev.disk, sizeof(d->dev.disk), row->disk);
	copy(d->dev.mapper, sizeof(d->dev.mapper), row->mapper);
	d->dev.partition = row->number;
	d->dev.major = 8;
	d->dev.minor = row->number;
	d->dev.size = 1 << 20;
	if (row->number == 1) {
		copy(d->dev.partuuid, sizeof(d->dev.partuuid), PARTUUID);
		copy(d->dev.partlabel, sizeof(d->dev.partlabel), "system");
	}
}

static void make(const char *root)
{
	b.devices.count = 0;
	b.candidates.list[0].root = root;
	b.candidates.list[0].types = machine->types;
	b.candidates.list[0].options = machine->options;
	for (unsigned i = 0; i < DEVICES_MAX && machine->rows[i].name; i++)
		make_device(&machine->rows[i]);
	if (rootspec_parse(root, &b.candidates.list[0].spec))
		tap_ok(false, "%s is parsed", root);
	naming_begin(&b);
}

static void probe(unsigned i)
{
	const struct row *row = &machine->rows[i];
	struct device *d = &b.devices.list[i];

	d->state = DEVICE_KNOWN;
	d->id.type = row->container ? row->container : row->type;
	d->id.container = row->container;
	d->opened = row->container; /* it has no helper */
	d->id.members = row->members;
	d->id.member = row->member;
	if (row->type)
		copy(d->id.uuid, sizeof(d->id.uuid), UUID);
	if (row->type)
		copy(d->id.label, sizeof(d->id.label), "root");
}

static const char *found(void)
{
	struct device *root = naming_find(&b, false);

	return root ? root->dev.name : NULL;
}

static const char *found_at_the_end(void)
{
	struct device *root = naming_find(&b, true);

	return root ? root->dev.name : NULL;
}

static bool same(const char *a, const char *c)
{
	return a == c || (a && c && text_equal(a, c));
}

/*
 * Tries every order of the devices from `from` on; returns how often an unexpected device was
 * found.
 */
static unsigned wrong_orders(const char *root, unsigned order[], unsigned from)
{
	unsigned count = b.devices.count, wrong = 0;

	if (from == count) {
		make(root);
		for (unsigned i = 0; i < count; i++) {
			wrong += found() && !same(found(), machine->root);
			probe(order[i]);
		}
		wrong += !same(found(), machine->root);
		wrong += !same(b.refused ? b.refused->dev.name : NULL, machine->refused);
		wrong += !same(found_at_the_end(), machine->last ? machine->last : machine->root);
	}
	for (unsigned i = from; i < count; i++) {
		unsigned swapped = order[i];

		order[i] = order[from];
		order[from] = swapped;
		wrong += wrong_orders(root, order, from + 1);
		order[from] = order[i];
		order[i] = swapped;
	}
	return wrong;
}

static void in_every_order(const char *root)
{
	unsigned order[DEVICES_MAX] = {0, 1, 2, 3, 4, 5};

	make(root);
	tap_num(wrong_orders(root, order, 0), 0, "%s: root=%s%s", machine->what, root,
		machine->root ? "" : " is none");
}

static void check_text(unsigned i, const char *want)
{
	char text[OBSTACLE_TEXT_SIZE];

	obstacle_text(&b.devices, &b.devices.list[i], text);
	tap_str(text, want, "%s %s", b.devices.list[i].dev.name, want);
}

/* Why a device is not the root, with the type of what is on it or on its disk. */
static void obstacle_texts(void)
{
	machine = &machines[1]; /* sda, a member of a RAID, and sda1 */
	make("LABEL=root");
	check_text(1, "is not probed yet");
	probe(1);
	check_text(1, "is on a disk that is not probed yet");
	probe(0);
	check_text(0, "is a container (isw_raid_member)");
	check_text(1, "is on a disk that is a container (isw_raid_member)");
	b.devices.list[0].id.container = false;
	check_text(1, "is in order");
	b.devices.list[1].id.type = "swap";
	check_text(1, "is not a file system (swap)");
	b.devices.list[1].bad = true;
	check_text(1, "could not be mounted");
	b.devices.list[1].dev.size = 0;
	check_text(1, "is empty");
	b.devices.list[1].state = DEVICE_GONE;
	check_text(1, "was removed");
	b.devices.list[0].id.uuid[0] = '\0';
	b.devices.list[0].id.members = 2;
	check_text(0, "lacks devices of its file system");
	b.devices.list[1].state = DEVICE_KNOWN;
	b.devices.list[1].bad = false;
	b.devices.list[1].dev = b.devices.list[0].dev;
	b.devices.list[1].id = b.devices.list[0].id;
	check_text(0, "is in a file system with a copied device");
}

/* rootflags=degraded does not shorten the wait, and a disk that disappears after it was found is awaited, too. */
static void degraded_at_the_end(void)
{
	static const struct machine pair = {
		"a file system on two disks, degraded",
		{DISK("sda", .type = "btrfs", .members = 2, .member = 1),
		 DISK("sdb", .type = "btrfs", .members = 2, .member = 2)},
		.options = "degraded"};

	machine = &pair;
	make("UUID=" UUID);
	b.candidates.deadline = INT64_MAX;
	probe(0);
	tap_ok(!found_at_the_end(), "one of two disks");
	probe(1);
	boot_set_root(&b, naming_find(&b, false));
	tap_ok(b.root && naming_holds(&b), "both");
	b.devices.list[1].state = DEVICE_GONE;
	tap_ok(!naming_holds(&b), "one has disappeared again");
	b.candidates.deadline = 0;
	tap_ok(naming_holds(&b), "until the time is over");
	b.candidates.deadline = -1;
	tap_ok(!naming_holds(&b), "which it never is with rootwait");
	b.candidates.deadline = 0;
	boot_set_root(&b, NULL);
}

static bool holds_after(struct device *d, uint32_t *number)
{
	bool holds;

	++*number;
	holds = naming_holds(&b);
	--*number;
	return holds && d;
}

/* Case P6: a root that was found is mounted only if it is still the same device. */
static void same_device(void)
{
	struct device *d = &b.devices.list[1];

	machine = &machines[1];
	make("LABEL=root");
	b.devices.list[0].state = DEVICE_KNOWN;
	probe(1);
	d->seq = 7;
	boot_set_root(&b, naming_find(&b, false));
	tap_ok(b.root == d && naming_holds(&b), "the root that was found is still there");
	tap_ok(!holds_after(d, &d->dev.major), "not with another major number");
	tap_ok(!holds_after(d, &d->dev.minor), "nor with another minor number");
	d->seq++;
	tap_ok(!naming_holds(&b), "nor with another sequence number");
	d->seq--;
	d->id.label[0] = 'R';
	tap_ok(!naming_holds(&b), "nor with another label");
	d->id.label[0] = 'r';
	tap_ok(naming_holds(&b), "but if nothing has changed");
	d->state = DEVICE_GONE;
	tap_ok(!naming_holds(&b), "and it is present");
	strcpy(b.root_type, "ext4");
	boot_set_root(&b, NULL);
	tap_ok(!b.root && !*b.root_type, "without a root there is no type");
}

int main(void)
{
	same_device();
	b.candidates.count = 1;
	obstacle_texts();
	degraded_at_the_end();
	for (machine = machines; machine < machines + COUNT(machines); machine++)
		for (unsigned i = 0; i < COUNT(machine->names) && machine->names[i]; i++)
			in_every_order(machine->names[i]);
	return tap_done();
}
