// SPDX-License-Identifier: GPL-2.0
/* The line of a device in the failure report. */
#include "init/devices/describe.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/standin/roottype.h"
#include "host-tests/tap.h"
#include "init/base/log.h"
#include "init/devices/devlist.h"

static char said[512];

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(said, sizeof(said), format, args);
	va_end(args);
}

static struct device device(enum device_state state, uint64_t size)
{
	return (struct device){.state = state, .dev = {.name = "sda", .size = size}};
}

static void check(struct device d, const char *want)
{
	said[0] = '\0';
	describe_log(&d);
	tap_str(said, want, "%s", want);
}

static void states(void)
{
	struct device d = device(DEVICE_QUEUED, 512);

	check(d, "  /dev/sda  512 bytes  not probed yet");
	d.state = DEVICE_PROBING;
	check(d, "  /dev/sda  512 bytes  not responding");
	d.state = DEVICE_FAILED;
	d.error = -EIO;
	check(d, "  /dev/sda  512 bytes  Input/output error");
	check(device(DEVICE_KNOWN, 0), "  /dev/sda  0 bytes  empty");
	d = device(DEVICE_KNOWN, 512);
	check(d, "  /dev/sda  512 bytes  no known content");
	d.id.type = "crypto_LUKS";
	d.id.container = true;
	check(d, "  /dev/sda  512 bytes  crypto_LUKS (a container)");
	strcpy(d.dev.name, "cciss!c0d0");
	check(d, "  /dev/cciss/c0d0  512 bytes  crypto_LUKS (a container)");
}

/* The attributes of a root partition, which may be a slot; others may use these bits for something else. */
static void slots(void)
{
	struct device d = device(DEVICE_KNOWN, 512);

	d.dev.partflags = UINT64_C(0x1f2) << 48;
	check(d, "  /dev/sda  512 bytes  no known content");
	strcpy(d.dev.parttype, TYPE);
	check(d, "  /dev/sda  512 bytes  no known content  priority=2 tries=15 successful=1");
	d.dev.partflags = UINT64_C(0xfe00) << 48;
	check(d, "  /dev/sda  512 bytes  no known content");
	d.dev.partflags = 0;
	check(d, "  /dev/sda  512 bytes  no known content  priority=0 tries=0 successful=0");
}

/* The longest name of the kernel. */
static void long_name(void)
{
	struct device d = device(DEVICE_QUEUED, 512);
	char line[128];

	memset(d.dev.name, 'x', sizeof(d.dev.name) - 1);
	snprintf(line, sizeof(line), "  /dev/%s  512 bytes  not probed yet", d.dev.name);
	check(d, line);
}

static void sizes(void)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} cases[] = {
		{1023, "1023 bytes"},
		{1024, "1 KiB"},
		{1536, "1.5 KiB"},
		{1 << 20, "1 MiB"},
		{(uint64_t)99 << 30 | 1 << 29, "99.5 GiB"},
		{(uint64_t)100 << 30 | 1 << 29, "100 GiB"},
		{((uint64_t)1 << 40) - 1, "1023 GiB"},
		{((uint64_t)3 << 40) + ((uint64_t)1 << 40) / 10, "3 TiB"},
		{((uint64_t)3 << 40) + ((uint64_t)1 << 40) / 9, "3.1 TiB"},
		{UINT64_MAX, "15.9 EiB"},
	};
	char line[64];

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(line, sizeof(line), "  /dev/sda  %s  not probed yet", cases[i].text);
		check(device(DEVICE_QUEUED, cases[i].bytes), line);
	}
}

static void identifiers(void)
{
	struct device d = device(DEVICE_KNOWN, 1 << 20);
	char text[DESCRIBE_ID_SIZE];

	d.id.type = "ext4";
	strcpy(d.id.label, "a b");
	strcpy(d.id.uuid, "u-1");
	strcpy(d.dev.partlabel, "p\tq");
	strcpy(d.dev.partuuid, "pu-1");
	strcpy(d.dev.mapper, "vg-lv");
	check(d, "  /dev/sda  1 MiB  ext4  \"LABEL=a b\"  UUID=u-1  \"PARTLABEL=p\tq\"  "
		 "PARTUUID=pu-1  /dev/mapper/vg-lv");
	tap_str(describe_id(text, "LABEL=", ""), "", "no identifier");
	tap_str(describe_id(text, "LABEL=", "x"), "  LABEL=x", "a short one");
}

int main(void)
{
	states();
	slots();
	long_name();
	sizes();
	identifiers();
	return tap_done();
}
