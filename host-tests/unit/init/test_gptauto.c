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
	 "no fixed disk has a partition of type " TYPE ", no-auto aside"},
	{"a root of another architecture",
	 "",
	 {DISK("sda"), PART("sda", 2, FOREIGN)},
	 NULL,
	 "no fixed disk has a partition of type " TYPE ", no-auto aside"},
	{"a root with no-auto",
	 "",
	 {DISK("sda"), PART("sda", 2, TYPE, .flags = NO_AUTO)},
	 NULL,
	 "no fixed disk has a partition of type " TYPE ", no-auto aside"},
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
	 "no fixed disk has a partition of type " TYPE ", no-auto aside"},
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
	 "no fixed disk has a partition of type " TYPE ", no-auto aside"},
	{"a disk that is gone, with its partition",
	 "",
	 {DISK("sda", .state = DEVICE_GONE), PART("sda", 1, TYPE, .state = DEVICE_GONE)},
	 NULL,
	 "no fixed disk has a partition of type " TYPE ", no-auto aside"},
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
	 "the boot loader's disk, /dev/sda, has no partition of type " TYPE ", no-auto aside"},
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
	return tap_done();
}
