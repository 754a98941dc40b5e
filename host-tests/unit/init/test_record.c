// SPDX-License-Identifier: GPL-2.0
/* /run/gangway/log and boot.json: their content, and files that cannot be written. */
#include "init/root/record.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "drivers-load/cause.h"
#include "host-tests/standin/log.h"
#include "host-tests/tap.h"
#include "init/boot/boot.h"
#include "init/root/naming.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { RUN = 7, LOG = 10, JSON = 11, SIZE = 65536, MODULES = 60 };

static struct boot b;
static char text[2][SIZE]; /* of the two files */
static size_t len[2];
static char did[256];
static int fchdir_error, create_error, write_error, chdir_error, uname_error;
static size_t write_max;
static bool no_cmdline;

static void note(const char *what)
{
	strncat(did, what, sizeof(did) - strlen(did) - 1);
	strncat(did, "; ", sizeof(did) - strlen(did) - 1);
}

LOG_KEEP(log_error)
LOG_KEEP(log_debug)

const char *log_kept(void)
{
	return "<6>[    1.000000] gangway: step root\n";
}

int sys_fchdir(int fd)
{
	note(fd == RUN ? "/run" : "elsewhere");
	return fchdir_error;
}

int sys_chdir(const char *path)
{
	note(path);
	return chdir_error;
}

int sys_mkdir(const char *path, uint32_t mode)
{
	note(mode == 0755 ? path : "another mode");
	return -EEXIST;
}

int sys_unlink(int dirfd, const char *path, int flags)
{
	note(dirfd == SYS_CWD && !flags && text_equal(path, "gangway/trial") ? "no trial"
									     : "unlink another");
	return -ENOENT;
}

int sys_create(const char *path, uint32_t mode)
{
	int fd = text_equal(path, "gangway/log") ? LOG : JSON;

	note(mode == 0644 ? path : "another mode");
	len[fd - LOG] = 0;
	return create_error ? create_error : fd;
}

ssize_t sys_write(int fd, const void *buf, size_t size)
{
	size = write_max && size > write_max ? write_max : size;
	if (write_error)
		return write_error > 0 ? 0 : write_error;
	if (len[fd - LOG] + size >= SIZE)
		return -ENOSPC;
	memcpy(text[fd - LOG] + len[fd - LOG], buf, size);
	len[fd - LOG] += size;
	text[fd - LOG][len[fd - LOG]] = '\0';
	return size;
}

int sys_close(int fd)
{
	note(fd == LOG || fd == JSON ? "close" : "close another");
	return 0;
}

int sys_uname(struct sys_uname *ret_uname)
{
	*ret_uname = (struct sys_uname){.release = "6.1"};
	return uname_error;
}

long file_read_value(const char *path, char *buf, size_t size)
{
	if (no_cmdline || !text_equal(path, "/proc/cmdline"))
		return -ENOENT;
	return text_copy(buf, size, "root=\"a\" ro") ? -EFBIG : (long)strlen(buf);
}

/* Instead of files that refer to much else. */
const struct candidate *candidate_now(const struct candidates *c)
{
	return &c->list[c->now];
}

/* root= matches the first two devices. */
bool naming_fits(const struct rootspec *spec, const struct device *d)
{
	return spec == &b.candidates.list[b.candidates.now].spec && d < &b.devices.list[2];
}

/* ---- the boot ---- */

static struct module *add(const char *name, enum module_state state)
{
	struct module *m = NULL;

	(void)graph_add(&b.loader.graph, name, &m);
	m->state = state;
	return m;
}

static void begin(void)
{
	memset(&b, 0, sizeof(b));
	did[0] = logged[0] = text[0][0] = text[1][0] = '\0';
	fchdir_error = create_error = write_error = chdir_error = uname_error = 0;
	write_max = 0;
	no_cmdline = false;
	b.run = RUN;
	b.candidates.count = 1;
}

static void fill(void)
{
	struct device *d = b.devices.list;
	struct module *m;

	b.candidates.count = 3;
	b.candidates.now = 1;
	b.candidates.list[0].root = "LABEL=a";
	strcpy(b.candidates.list[0].cause, "it did not appear");
	b.candidates.list[1].root = "LABEL=b";
	b.devices.count = 4;
	strcpy(d[0].dev.name, "sda");
	d[0].dev.size = 4096;
	d[0].state = DEVICE_KNOWN;
	d[0].id.type = "ext4";
	strcpy(d[0].id.label, "a\"\\\n\x01\xc3\xa4\xff");
	strcpy(d[0].id.uuid, "u-1");
	strcpy(d[0].dev.partlabel, "pl");
	strcpy(d[0].dev.partuuid, "pu");
	strcpy(d[0].dev.mapper, "vg-lv");
	strcpy(d[1].dev.name, "sdb");
	d[1].state = DEVICE_FAILED;
	d[1].error = -EIO;
	d[2].state = DEVICE_GONE;
	strcpy(d[3].dev.name, "sdc");
	boot_set_root(&b, d);
	strcpy(b.root_type, "ext4");
	b.root_writable = true;
	b.init = "/sbin/init";
	b.done[0] = (struct boot_step){"config", 10, 20};
	b.done[1] = (struct boot_step){"root", 30, -40};
	b.done_count = 2;
	m = add("sd_mod", MODULE_LIVE);
	m->began = 5;
	m->live_at = 6;
	add("idle", MODULE_WAITING);
	add("slow", MODULE_LOADING)->began = 7;
	m = add("bad", MODULE_FAILED);
	m->error = -EFAULT;
	m->path = "bad.ko";
}

static const char json[] =
	"{\"schema\":1,\"version\":\"" GANGWAY_VERSION
	"\",\"release\":\"6.1\",\"cmdline\":\"root=\\\"a\\\" ro\",\"root\":\"LABEL=b\","
	"\"device\":\"sda\",\"mode\":\"rw\",\"type\":\"ext4\",\"init\":\"/sbin/init\","
	"\"named\":[\"sda\",\"sdb\"],"
	"\"given_up\":[\n{\"root\":\"LABEL=a\",\"cause\":\"it did not appear\"}],"
	"\"steps\":[\n{\"name\":\"config\",\"began\":10,\"ended\":20},"
	"\n{\"name\":\"root\",\"began\":30,\"ended\":-40}],"
	"\"modules\":[\n{\"name\":\"sd_mod\",\"state\":\"live\",\"began\":5,\"live\":6},"
	"\n{\"name\":\"idle\",\"state\":\"waiting\"},"
	"\n{\"name\":\"slow\",\"state\":\"loading\",\"began\":7},"
	"\n{\"name\":\"bad\",\"state\":\"failed\",\"error\":\"it crashed\"}],"
	"\"devices\":[\n{\"name\":\"sda\",\"size\":4096,\"type\":\"ext4\","
	"\"label\":\"a\\\"\\\\\\u000a\\u0001\xc3\xa4\\ufffd\",\"uuid\":\"u-1\","
	"\"partlabel\":\"pl\",\"partuuid\":\"pu\",\"mapper\":\"vg-lv\"},"
	"\n{\"name\":\"sdb\",\"size\":0,\"error\":\"Input/output error\"},"
	"\n{\"name\":\"sdc\",\"size\":0}]}\n";

static const char log_text[] = "<6>[    0.000000] gangway: version " GANGWAY_VERSION
			       "; command line: root=\"a\" ro\n"
			       "<6>[    1.000000] gangway: step root\n";

static void contents(void)
{
	begin();
	fill();
	record_write(&b);
	tap_str(text[1], json, "boot.json");
	tap_str(text[0], log_text, "the log");
	tap_str(did, "/run; gangway; gangway/log; close; gangway/boot.json; close; no trial; /; ",
		"both are in the directory /run/gangway");
	tap_str(logged, "", "nothing is logged");
	write_max = 7;
	record_write(&b);
	tap_ok(text_equal(text[1], json) && text_equal(text[0], log_text),
	       "a write that takes a part of the text is continued");
}

/* Nothing is known, for example with gangway.stay. */
static void nothing(void)
{
	begin();
	uname_error = -EFAULT;
	no_cmdline = true;
	record_write(&b);
	tap_str(text[1],
		"{\"schema\":1,\"version\":\"" GANGWAY_VERSION
		"\",\"named\":[],\"given_up\":[],\"steps\":[],\"modules\":[],\"devices\":[]}\n",
		"a boot without a root");
}

/* More text than is written at a time. */
static void long_text(void)
{
	static char want[SIZE];
	char name[MODULE_NAME_SIZE];

	begin();
	no_cmdline = true;
	snprintf(want, sizeof(want),
		 "{\"schema\":1,\"version\":\"" GANGWAY_VERSION
		 "\",\"release\":\"6.1\",\"named\":[],\"given_up\":[],\"steps\":[],\"modules\":[");
	for (unsigned i = 0; i < MODULES; i++) {
		snprintf(name, sizeof(name), "module_with_a_name_of_some_length_%u", i);
		add(name, MODULE_WAITING);
		snprintf(want + strlen(want), sizeof(want) - strlen(want),
			 "%s\n{\"name\":\"%s\",\"state\":\"waiting\"}", i ? "," : "", name);
	}
	strcat(want, "],\"devices\":[]}\n");
	record_write(&b);
	tap_str(text[1], want, "a long text is complete");
}

static void failures(void)
{
	begin();
	b.run = -1;
	record_write(&b);
	tap_str(logged, "/run: No such file or directory\n", "without /run nothing is written");
	tap_str(did, "", "anywhere");
	begin();
	fchdir_error = -EIO;
	record_write(&b);
	tap_ok(text_equal(logged, "/run: Input/output error\n") && text_equal(did, "/run; "),
	       "nor if it cannot be entered");
	begin();
	create_error = -EROFS;
	record_write(&b);
	tap_str(logged,
		"gangway/log: Read-only file system\ngangway/boot.json: Read-only file system\n",
		"files that cannot be created");
	tap_ok(strstr(did, "; /; ") != NULL, "the working directory is / again");
	begin();
	write_error = -ENOSPC;
	record_write(&b);
	tap_str(logged,
		"gangway/log: No space left on device\ngangway/boot.json: No space left on "
		"device\n",
		"files that cannot be written");
	begin();
	write_error = 1;
	record_write(&b);
	tap_ok(strstr(logged, "gangway/log: ") != NULL, "a write that takes nothing ends");
	begin();
	chdir_error = -EACCES;
	record_write(&b);
	tap_str(logged, "/: Permission denied; the working directory of the real init is /run\n",
		"a working directory that cannot be left");
}

int main(void)
{
	contents();
	nothing();
	long_text();
	failures();
	return tap_done();
}
