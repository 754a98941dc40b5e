// SPDX-License-Identifier: GPL-2.0
/* root=gpt-auto on machines that are tables: which partition is chosen, and why none is. */
#include "host-tests/standin/roottype.h"
#include "init/devices/gptauto.h"

#include <string.h>

#include "host-tests/standin/stack.h"
#include "host-tests/tap.h"
#include "lib/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NO_AUTO      (UINT64_C(1) << 63)
#define READ_ONLY    (UINT64_C(1) << 60)
#define GROW         (UINT64_C(1) << 59)
#define LOADER       "D14C3A9E-0000-4000-8000-00000000000A"

#define ESP     "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
#define FOREIGN "1de3f1ef-fa98-47b5-8dcd-4a860a654d78" /* a root of 32-bit PowerPC */

/* A partition; a disk has the number 0. */
struct row {
	const char *disk;
	uint32_t number;
	const char *type;
	uint64_t flags;
	const char *uuid;
	const char *container;
	enum device_state state; /* DEVICE_QUEUED stands for DEVICE_KNOWN here */
	bool removable;
};

#define DISK(name, ...)                     \
	{                                   \
		.disk = (name), __VA_ARGS__ \
	}
#define PART(name, n, what, ...)                                           \
	{                                                                  \
		.disk = (name), .number = (n), .type = (what), __VA_ARGS__ \
	}

static const struct {
	const char *what, *loader;
	struct row rows[8];
	const char *root; /* NULL: none */
	const char *text;
} machines[] = {
	{"a disk with a root partition",
	 "",
	 {DISK("sda"), PART("sda", 1, ESP), PART("sda", 2, TYPE)},
	 "sda2",
	 NULL},
	{"a partition that appeared before its disk",
	 "",
	 {PART("sda", 2, TYPE), DISK("sda")},
	 "sda2",
	 NULL},
	{"attributes for other systems",
	 "",
	 {DISK("sda"), PART("sda", 2, TYPE, .flags = GROW | READ_ONLY)},
	 "sda2",
	 NULL},
	{"nothing",
	 "",
	 {DISK("sda")},
	 NULL,
	 "no partition of type " TYPE ", no-auto aside, on a fixed disk"},
	{"a root of another architecture",
	 "",
	 {DISK("sda"), PART("sda", 2, FOREIGN)},
	 NULL,
	 "no partition of type " TYPE ", no-auto aside, on a fixed disk"},
	{"a root with no-auto",
	 "",
	 {DISK("sda"), PART("sda", 2, TYPE, .flags = NO_AUTO)},
	 NULL,
	 "no partition of type " TYPE ", no-auto aside, on a fixed disk"},
	{"a root next to one with no-auto",
	 "",
	 {DISK("sda"), PART("sda", 2, TYPE, .flags = NO_AUTO), PART("sda", 3, TYPE)},
	 "sda3",
	 NULL},
	{"two disks",
	 "",
	 {DISK("sda"), PART("sda", 2, TYPE), DISK("sdb"), PART("sdb", 3, TYPE)},
	 NULL,
	 "there are 2 partitions of its type, /dev/sda2 and /dev/sdb3 among them"},
	{"two partitions of one disk",
	 "",
	 {DISK("sda"), PART("sda", 3, TYPE), PART("sda", 2, TYPE)},
	 NULL,
	 "there are 2 partitions of its type, /dev/sda2 and /dev/sda3 among them"},
	{"three",
	 "",
	 {DISK("sda"), PART("sda", 4, TYPE), PART("sda", 3, TYPE), PART("sda", 5, TYPE)},
	 NULL,
	 "there are 3 partitions of its type, /dev/sda3 and /dev/sda4 among them"},
	{"a disk and a stick",
	 "",
	 {DISK("sda", .removable = true), PART("sda", 1, TYPE), DISK("sdb"), PART("sdb", 1, TYPE)},
	 "sdb1",
	 NULL},
	{"only a stick",
	 "",
	 {DISK("sda", .removable = true), PART("sda", 1, TYPE)},
	 NULL,
	 "no partition of type " TYPE ", no-auto aside, on a fixed disk"},
	{"a stick with the boot loader's partition",
	 LOADER,
	 {DISK("sda", .removable = true), PART("sda", 1, ESP, .uuid = LOADER),
	  PART("sda", 2, TYPE)},
	 "sda2",
	 NULL},
	{"a disk whose table is being read",
	 "",
	 {DISK("sda", .state = DEVICE_PROBING), PART("sda", 1, TYPE)},
	 NULL,
	 "no partition of type " TYPE ", no-auto aside, on a fixed disk"},
	{"a disk that is gone, with its partition",
	 "",
	 {DISK("sda", .state = DEVICE_GONE), PART("sda", 1, TYPE, .state = DEVICE_GONE)},
	 NULL,
	 "no partition of type " TYPE ", no-auto aside, on a fixed disk"},
	{"a disk that could not be read except for its table",
	 "",
	 {DISK("sda", .state = DEVICE_FAILED), PART("sda", 1, TYPE)},
	 "sda1",
	 NULL},
	{"a member of an array, and the array",
	 "",
	 {DISK("sda", .container = "linux_raid_member"), PART("sda", 1, TYPE), DISK("md0"),
	  PART("md0", 1, TYPE)},
	 "md0p1",
	 NULL},
	{"an encrypted root",
	 "",
	 {DISK("sda"), PART("sda", 2, TYPE, .container = "crypto_LUKS")},
	 NULL,
	 "/dev/sda2 is of its type, but is a container (crypto_LUKS)"},
	{"an encrypted root that is unlocked",
	 "",
	 {DISK("sda"), PART("sda", 2, TYPE, .container = "crypto_LUKS"), DISK("dm-sda2")},
	 "dm-sda2",
	 NULL},
	{"with volumes in it",
	 "",
	 {DISK("sda"), PART("sda", 2, TYPE, .container = "crypto_LUKS"),
	  DISK("dm-sda2", .container = "LVM2_member")},
	 NULL,
	 "/dev/sda2 is of its type, but is a container (LVM2_member)"},
	{"the loader's disk is the second",
	 LOADER,
	 {DISK("sda"), PART("sda", 2, TYPE), DISK("sdb"), PART("sdb", 1, ESP, .uuid = LOADER),
	  PART("sdb", 2, TYPE)},
	 "sdb2",
	 NULL},
	{"its UUID in lower case",
	 "d14c3a9e-0000-4000-8000-00000000000a",
	 {DISK("sda"), PART("sda", 1, ESP, .uuid = LOADER), PART("sda", 2, TYPE)},
	 "sda2",
	 NULL},
	{"the loader's disk has two roots",
	 LOADER,
	 {DISK("sdb"), PART("sdb", 1, ESP, .uuid = LOADER), PART("sdb", 3, TYPE),
	  PART("sdb", 2, TYPE)},
	 "sdb2",
	 "there are 2 partitions of its type, /dev/sdb2 and /dev/sdb3 among them"},
	{"the loader's disk has no root, another disk has",
	 LOADER,
	 {DISK("sda"), PART("sda", 1, ESP, .uuid = LOADER), DISK("sdb"), PART("sdb", 2, TYPE)},
	 NULL,
	 "no partition of type " TYPE ", no-auto aside, on the boot disk, /dev/sda"},
	{"the loader's disk did not appear",
	 LOADER,
	 {DISK("sda"), PART("sda", 2, TYPE)},
	 NULL,
	 "no disk has the boot loader's partition, " LOADER},
	{"the loader's disk is being probed",
	 LOADER,
	 {DISK("sda", .state = DEVICE_PROBING), PART("sda", 1, ESP, .uuid = LOADER),
	  PART("sda", 2, TYPE)},
	 NULL,
	 "no disk has the boot loader's partition, " LOADER},
};

static struct devices devices;

static void add(const struct row *row)
{
	struct device *device = &devices.list[devices.count++];
	const char *p = text_equal(row->disk, "md0") ? "p" : "";

	device->state = row->state ? row->state : DEVICE_KNOWN;
	device->tries = 2; /* a failed probe failed twice */
	device->id.container = row->container;
	device->id.type = row->container;
	device->dev.removable = row->removable;
	device->dev.size = 1 << 20;
	device->dev.partition = row->number;
	device->dev.partflags = row->flags;
	text_copy(device->dev.parttype, sizeof(device->dev.parttype), row->type ? row->type : "");
	text_copy(device->dev.partuuid, sizeof(device->dev.partuuid), row->uuid ? row->uuid : "");
	if (!row->number) {
		text_copy(device->dev.name, sizeof(device->dev.name), row->disk);
		return;
	}
	text_copy(device->dev.disk, sizeof(device->dev.disk), row->disk);
	text_format(device->dev.name, sizeof(device->dev.name), "%s%s%u", row->disk, p,
		    row->number);
}

static void search(unsigned i)
{
	char text[GPTAUTO_TEXT_SIZE];
	struct gptauto g = {.root = NULL};

	memset(&devices, 0, sizeof(devices));
	for (const struct row *row = machines[i].rows; row->disk; row++)
		add(row);
	text_copy(g.loader, sizeof(g.loader), machines[i].loader);
	gptauto_search(&g, &devices);
	tap_str(g.root ? g.root->dev.name : NULL, machines[i].root, "%s", machines[i].what);
	if (!machines[i].text)
		return;
	gptauto_text(&g, text);
	tap_str(text, machines[i].text, "%s: the text", machines[i].what);
}

/* ---- slots ---- */

#define SLOT(priority, tries, good) \
	.flags = ((uint64_t)(good) << 8 | (uint64_t)(tries) << 4 | (priority)) << 48 | GROW

static const struct {
	const char *what, *loader;
	bool last;
	struct row rows[8];
	const char *root; /* NULL: none */
	const char *text;
} slots[] = {
	{"the highest priority",
	 "",
	 false,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(1, 0, 1)), PART("sda", 3, TYPE, SLOT(15, 1, 0)),
	  PART("sda", 4, TYPE, SLOT(14, 15, 1))},
	 "sda3",
	 NULL},
	{"the highest priority is the first",
	 "",
	 false,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(2, 0, 1)), PART("sda", 3, TYPE, SLOT(1, 0, 1))},
	 "sda2",
	 NULL},
	{"equal priorities",
	 "",
	 false,
	 {DISK("sda"), PART("sda", 10, TYPE, SLOT(1, 0, 1)), PART("sda", 9, TYPE, SLOT(1, 1, 0)),
	  PART("sda", 11, TYPE, SLOT(1, 2, 1))},
	 "sda9",
	 NULL},
	{"no tries are left",
	 "",
	 false,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(1, 0, 1)), PART("sda", 3, TYPE, SLOT(2, 0, 0))},
	 "sda2",
	 NULL},
	{"priority 0 is not booted, though it is successful",
	 "",
	 false,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(0, 15, 1)), PART("sda", 3, TYPE, SLOT(1, 1, 0))},
	 "sda3",
	 NULL},
	{"none can be booted",
	 "",
	 false,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(0, 15, 1)), PART("sda", 3, TYPE, SLOT(15, 0, 0))},
	 NULL,
	 "no slot can be booted"},
	{"one partition without attributes",
	 "",
	 true,
	 {DISK("sda"), PART("sda", 2, TYPE)},
	 NULL,
	 "no slot can be booted"},
	{"no-auto",
	 "",
	 false,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(1, 0, 1)),
	  PART("sda", 3, TYPE, .flags = NO_AUTO | UINT64_C(0x10f) << 48)},
	 "sda2",
	 NULL},
	{"a root of another architecture",
	 "",
	 false,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(1, 0, 1)), PART("sda", 3, FOREIGN, SLOT(2, 0, 1))},
	 "sda2",
	 NULL},
	{"a container is no slot to boot",
	 "",
	 false,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(1, 0, 1)),
	  PART("sda", 3, TYPE, SLOT(2, 0, 1), .container = "crypto_LUKS")},
	 "sda2",
	 NULL},
	{"one that is being probed is waited for",
	 "",
	 false,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(1, 0, 1)),
	  PART("sda", 3, TYPE, SLOT(2, 0, 1), .state = DEVICE_PROBING)},
	 NULL,
	 NULL},
	{"until the time is over",
	 "",
	 true,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(1, 0, 1)),
	  PART("sda", 3, TYPE, SLOT(2, 0, 1), .state = DEVICE_PROBING)},
	 "sda2",
	 NULL},
	{"two disks, the first slot of which is the better one",
	 "",
	 true,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(9, 0, 1)), PART("sda", 3, TYPE, SLOT(1, 0, 1)),
	  DISK("sdb"), PART("sdb", 2, TYPE, SLOT(2, 0, 1))},
	 NULL,
	 "there are 3 partitions of its type, /dev/sda2 and /dev/sdb2 among them"},
	{"two disks, one of which has no slot to boot",
	 "",
	 true,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(0, 0, 0)), DISK("sdb"),
	  PART("sdb", 2, TYPE, SLOT(2, 0, 1))},
	 NULL,
	 "there are 2 partitions of its type, /dev/sdb2 and /dev/sda2 among them"},
	{"the loader's disk among two",
	 LOADER,
	 false,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(9, 0, 1)), DISK("sdb"),
	  PART("sdb", 1, ESP, .uuid = LOADER), PART("sdb", 2, TYPE, SLOT(1, 0, 1)),
	  PART("sdb", 3, TYPE, SLOT(2, 0, 1))},
	 "sdb3",
	 NULL},
	{"its disk has no slot to boot",
	 LOADER,
	 true,
	 {DISK("sda"), PART("sda", 2, TYPE, SLOT(9, 0, 1)), DISK("sdb"),
	  PART("sdb", 1, ESP, .uuid = LOADER), PART("sdb", 2, TYPE, SLOT(1, 0, 0))},
	 NULL,
	 "no slot can be booted"},
	{"no partition of its type",
	 "",
	 true,
	 {DISK("sda"), PART("sda", 2, FOREIGN, SLOT(1, 0, 1))},
	 NULL,
	 "no partition of type " TYPE ", no-auto aside, on a fixed disk"},
};

static void search_slots(unsigned i)
{
	char text[GPTAUTO_TEXT_SIZE];
	struct gptauto g = {.slots = true, .last = slots[i].last};

	memset(&devices, 0, sizeof(devices));
	for (const struct row *row = slots[i].rows; row->disk; row++)
		add(row);
	text_copy(g.loader, sizeof(g.loader), slots[i].loader);
	gptauto_search(&g, &devices);
	tap_str(g.root ? g.root->dev.name : NULL, slots[i].root, "slots: %s", slots[i].what);
	if (!slots[i].text)
		return;
	gptauto_text(&g, text);
	tap_str(text, slots[i].text, "slots: %s: the text", slots[i].what);
}

/* All orders of three slots, compared with the definition. */
static void all_orders(void)
{
	static const unsigned kinds[] = {0x000, 0x010, 0x100, 0x001, 0x011, 0x101,
					 0x002, 0x012, 0x102, 0x112, 0x0f2};
	unsigned wrong = 0;

	for (unsigned i = 0; i < COUNT(kinds) * COUNT(kinds) * COUNT(kinds); i++) {
		const unsigned attributes[] = {kinds[i % COUNT(kinds)],
					       kinds[i / COUNT(kinds) % COUNT(kinds)],
					       kinds[i / COUNT(kinds) / COUNT(kinds)]};
		struct gptauto g = {.slots = true};
		unsigned best = 0, priority = 0;

		memset(&devices, 0, sizeof(devices));
		add(&(struct row)DISK("sda"));
		for (unsigned n = 1; n <= 3; n++) {
			unsigned slot = attributes[n - 1];

			add(&(struct row)PART("sda", n, TYPE, .flags = (uint64_t)slot << 48));
			if ((slot & 15) > priority && (slot & 0x1f0)) {
				priority = slot & 15;
				best = n;
			}
		}
		gptauto_search(&g, &devices);
		wrong += (g.root ? g.root->dev.partition : 0) != best;
	}
	tap_num(wrong, 0, "all orders of three slots");
}

/* Slots that have failed, and one whose last try is this boot. */
static void next_slots(void)
{
	struct gptauto g = {.slots = true};

	memset(&devices, 0, sizeof(devices));
	add(&(struct row)DISK("sda"));
	add(&(struct row)PART("sda", 2, TYPE, SLOT(1, 0, 1)));
	add(&(struct row)PART("sda", 3, TYPE, SLOT(3, 0, 0)));
	add(&(struct row)PART("sda", 4, TYPE, SLOT(2, 0, 1)));
	g.counted = &devices.list[2];
	gptauto_search(&g, &devices);
	tap_ok(g.root == &devices.list[2], "a slot that this boot has counted");
	devices.list[2].bad = true;
	gptauto_search(&g, &devices);
	tap_ok(g.root == &devices.list[3], "it has failed: the next one");
	devices.list[3].bad = true;
	gptauto_search(&g, &devices);
	tap_ok(g.root == &devices.list[1], "and the next");
	devices.list[1].bad = true;
	gptauto_search(&g, &devices);
	tap_ok(!g.root && g.first, "all have failed");
}

/* What an earlier search found is forgotten. */
static void again(void)
{
	struct gptauto g = {.root = NULL};

	memset(&devices, 0, sizeof(devices));
	add(&(struct row)DISK("sda"));
	add(&(struct row)PART("sda", 2, TYPE));
	add(&(struct row)DISK("sdb"));
	add(&(struct row)PART("sdb", 2, TYPE));
	gptauto_search(&g, &devices);
	tap_ok(g.count == 2 && text_equal(g.first->dev.name, "sda2") &&
		       text_equal(g.other->dev.name, "sdb2"),
	       "of two partitions with one number the first device is the first");
	devices.list[1].state = DEVICE_GONE;
	gptauto_search(&g, &devices);
	tap_ok(g.count == 1 && g.root == &devices.list[3] && !g.other,
	       "the other one is the root when the first is removed");
	devices.list[3].state = DEVICE_GONE;
	gptauto_search(&g, &devices);
	tap_ok(!g.count && !g.root && !g.first, "and none when both are");
}

static void read_only(void)
{
	struct blockdev dev = {.partflags = ~READ_ONLY};

	tap_ok(!gptauto_read_only(&dev), "all other attributes do not make it read-only");
	dev.partflags = READ_ONLY;
	tap_ok(gptauto_read_only(&dev), "the attribute read-only makes it read-only");
}

int main(void)
{
	for (unsigned i = 0; i < COUNT(machines); i++)
		search(i);
	again();
	read_only();
	for (unsigned i = 0; i < COUNT(slots); i++)
		search_slots(i);
	all_orders();
	next_slots();
	return tap_done();
}
