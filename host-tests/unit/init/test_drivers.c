// SPDX-License-Identifier: GPL-2.0
/* What step drivers requests of a loader that records it, and what it logs. */
#include "init/boot/drivers.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "drivers-load/catalog/catalog.h"
#include "host-tests/standin/calls.h"
#include "host-tests/standin/log.h"
#include "host-tests/tap.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "init/boot/rcu.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

static struct boot b;
static int open_error, request_error, uname_error, pipe_error;
static unsigned pending; /* waits until no module is pending */
static bool out_of_time, is_open;
static const char *releases[4], *cpu;

LOG_KEEP(log_error)
LOG_KEEP(log_info)

/* ---- the loader ---- */

int loader_open(struct loader *l, const char *root, const char *release)
{
	note("open %s%s; ", root, release);
	l->catalog.dep.root = !open_error;
	return open_error;
}

bool loader_is_open(const struct loader *l)
{
	(void)l;
	return is_open;
}

void loader_set_options(struct loader *l, const struct loader_option *options, unsigned count)
{
	(void)l;
	note("%u options%s; ", count, options == b.config.options ? "" : " of others");
}

void loader_set_blacklist(struct loader *l, const char *const *lists, unsigned count)
{
	(void)l;
	note("%u lists%s; ", count, lists == b.config.blacklist.list ? "" : " of others");
}

int loader_request(struct loader *l, const char *name)
{
	struct module *m;

	note("%s; ", name);
	if (request_error == -EACCES && !graph_add(&l->graph, "no_good", &m)) {
		m->state = MODULE_FAILED;
		m->error = request_error;
	}
	return request_error;
}

int64_t loader_start(struct loader *l)
{
	(void)l;
	note("start; ");
	return -1;
}

void loader_again(struct loader *l)
{
	(void)l;
	note("again; ");
}

bool loader_pending(const struct loader *l)
{
	(void)l;
	return pending;
}

void catalog_set_cpu(struct catalog *c, const char *modalias)
{
	note("%s%s; ", modalias, c == &b.loader.catalog ? "" : " of others");
}

/* ---- events ---- */

int events_open(bool nodes)
{
	note("events%s; ", nodes ? " and nodes" : "");
	return 5;
}

int64_t events_deadline(int64_t timeout)
{
	return timeout + 1;
}

int events_wait(struct boot *boot, int64_t deadline, bool keys)
{
	note("wait%s; ", boot == &b && deadline == 31 && !keys ? "" : " for others");
	pending--;
	return out_of_time ? -ETIMEDOUT : 0;
}

void events_coldplug(bool *coldplug, struct loader *l)
{
	(void)l;
	note("coldplug%s; ", *coldplug ? " again" : "");
	*coldplug = true;
}

int devices_open(struct devices *d)
{
	d->report[0] = 9;
	return pipe_error;
}

void rcu_expedite(const struct config *c)
{
	note("expedite%s; ", c == &b.config ? "" : " another's");
}

/* ---- the system ---- */

int sys_uname(struct sys_uname *ret_uname)
{
	if (!uname_error)
		*ret_uname = (struct sys_uname){.release = "6.1"};
	return uname_error;
}

int64_t sys_now(void)
{
	return 77;
}

int file_each(int dirfd, const char *path, file_each_fn *each, void *context)
{
	int err = 0;

	(void)dirfd;
	for (unsigned i = 0; !err && releases[i] && text_equal(path, "/lib/modules"); i++)
		err = each(context, releases[i], DT_DIR);
	return err;
}

long file_read_value(const char *path, char *buf, size_t size)
{
	if (!cpu || !text_equal(path, "/sys/devices/system/cpu/modalias"))
		return -ENOENT;
	return text_copy(buf, size, cpu) ? -EFBIG : (long)strlen(buf);
}

/* Formats of devices, which need many system calls. */
bool probe_is_mountable(const struct fs_id *id)
{
	(void)id;
	return true;
}

bool modprobed_is_refusal(const struct modprobed_rule *rule)
{
	return text_equal(rule->value, "/bin/true");
}

/* ---- tests ---- */

static void begin(void)
{
	memset(&b, 0, sizeof(b));
	memset(releases, 0, sizeof(releases));
	cpu = NULL;
	open_error = request_error = uname_error = pipe_error = 0;
	pending = 0;
	out_of_time = is_open = false;
	b.config.timeout = 30;
	b.config.coldplug = COLDPLUG_NO;
	b.candidates.count = 1;
	did[0] = logged[0] = '\0';
}

static void want_modules(const char *list)
{
	b.config.modules.list[b.config.modules.count++] = list;
}

static void requests(void)
{
	begin();
	b.config.option_count = 3;
	b.config.blacklist.count = 2;
	want_modules("sd_mod,,ext4");
	want_modules("xfs");
	tap_num(drivers_step(&b), 0, "the step succeeds");
	tap_str(did,
		"events; open 6.1; 3 options; 2 lists; expedite; 3 options; 2 lists; "
		"sd_mod; ext4; xfs; start; ",
		"it opens the modules of this kernel and requests those that are listed");
	tap_str(logged, "", "and logs nothing");
	tap_ok(b.drivers_began == 77 && b.uevents == 5, "the time and the socket are kept");
	tap_ok(b.devices.chance == candidates_chance && b.devices.context == &b.candidates,
	       "the list of devices knows the candidates");
	did[0] = '\0';
	(void)drivers_step(&b);
	tap_str(did, "expedite; 3 options; 2 lists; sd_mod; ext4; xfs; start; ",
		"a second time it opens nothing");
	begin();
	b.nodes = true;
	b.config.coldplug = COLDPLUG_YES;
	(void)drivers_step(&b);
	tap_str(did,
		"events and nodes; open 6.1; 0 options; 0 lists; expedite; 0 options; 0 lists; start; "
		"coldplug; ",
		"gangway.coldplug=yes");
	begin();
	pipe_error = -EMFILE;
	tap_num(drivers_step(&b), -EMFILE, "without a pipe for probes the step fails");
	tap_str(b.cause, "cannot receive device events: Too many open files", "with this cause");
}

/* Only the boot chooses algorithms by the processor. */
static void processor(void)
{
	begin();
	cpu = "cpu:type:x86";
	(void)drivers_step(&b);
	tap_ok(strstr(did, "0 lists; cpu:type:x86; expedite; "), "the loader knows the processor");
	begin();
	cpu = "cpu:type:x86";
	(void)drivers_open(&b.loader, &b.config);
	tap_ok(!strstr(did, "cpu:"), "that of modprobe does not");
	begin();
	cpu = "";
	(void)drivers_step(&b);
	tap_ok(strstr(did, "0 lists; expedite; "), "an empty value is ignored");
}

static void failures(void)
{
	begin();
	want_modules("no-good");
	request_error = -ENOENT;
	(void)drivers_step(&b);
	tap_str(logged, "module no_good: No such file or directory\n", "a request that fails");
	begin();
	want_modules("no-good");
	request_error = -EACCES;
	(void)drivers_step(&b);
	tap_str(logged,
		"module no_good: blocked by an install line in modprobe.d, or by a security "
		"policy\n",
		"a module that failed: the loader's cause");
	begin();
	want_modules("a-name-of-a-module-that-is-longer-than-that-of-any-module-can-be,ext4");
	(void)drivers_step(&b);
	tap_str(logged,
		"gangway.modules: module name too long: "
		"'a-name-of-a-module-that-is-longer-than-that-of-any-module-can-be'\n",
		"a name that is too long");
	tap_ok(strstr(did, "lists; ext4; start"), "the next one is requested");
}

static void rules(void)
{
	struct modprobed *m = &b.loader.catalog.rules;

	begin();
	m->rules[0] = (struct modprobed_rule){MODPROBED_BAD, "optoins", "x y"};
	m->rules[1] = (struct modprobed_rule){MODPROBED_INSTALL, "sound", "/bin/play"};
	m->rules[2] = (struct modprobed_rule){MODPROBED_INSTALL, "pcspkr", "/bin/true"};
	m->rules[3] = (struct modprobed_rule){MODPROBED_OPTIONS, "loop", "max_loop=8"};
	m->count = 4;
	(void)drivers_step(&b);
	tap_str(logged,
		"modprobe.d: ignoring 'optoins x y': Invalid argument\n"
		"modprobe.d: ignoring the install command for sound\n",
		"lines of modprobe.d that are ignored are logged");
}

#define OTHER(release)                                                                            \
	"no modules for the running kernel 6.1; this image is for kernel " release ": build one " \
	"with mkinitrd IMAGE 6.1\n"

static void other_kernels(void)
{
	begin();
	open_error = -ENOENT;
	(void)drivers_step(&b);
	tap_str(logged, "", "an image without modules that needs none");
	begin();
	open_error = -ENOENT;
	want_modules("ext4");
	(void)drivers_step(&b);
	tap_str(logged, "/lib/modules/6.1 of the image: No such file or directory\n",
		"but gangway.modules= needs them");
	begin();
	open_error = -EIO;
	(void)drivers_step(&b);
	tap_str(logged, "/lib/modules/6.1 of the image: Input/output error\n", "another error");
	begin();
	open_error = -ENOENT;
	releases[0] = "5.10";
	releases[1] = "6.1";
	releases[2] = "7.0";
	want_modules("ext4");
	(void)drivers_step(&b);
	tap_str(logged, OTHER("5.10") OTHER("7.0"), "modules of other kernels are named instead");
	tap_ok(drivers_log_releases(&b.loader), "which is also the result");
	begin();
	releases[0] = "5.10";
	(void)drivers_step(&b);
	tap_str(logged, "", "if this kernel has modules, others do not matter");
	begin();
	uname_error = -EFAULT;
	(void)drivers_step(&b);
	tap_str(did, "events; 0 options; 0 lists; expedite; 0 options; 0 lists; start; ",
		"without a release nothing is opened");
}

/* Only names that depend on the order of loading: case U2. */
static void orders(void)
{
	static const struct {
		const char *root;
		bool in_order;
	} roots[] = {{NULL, false},       {"/dev/vda", true},      {"LABEL=root", false},
		     {"8:1", true},       {"PARTUUID=x1", false},  {"NAME=malformed", true},
		     {"gpt-auto", false}, {"/dev/mapper/x", false}};

	for (unsigned i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		begin();
		b.candidates.list[0].root = roots[i].root;
		if (roots[i].root)
			(void)rootspec_parse(roots[i].root, &b.candidates.list[0].spec);
		(void)drivers_prepare(&b);
		tap_num(b.loader.in_order, roots[i].in_order, "root=%s: devices %s in order",
			roots[i].root ? roots[i].root : "(none)",
			roots[i].in_order ? "appear" : "need not appear");
	}
	begin();
	b.candidates.count = 2;
	b.candidates.list[0].root = "LABEL=root";
	(void)rootspec_parse("LABEL=root", &b.candidates.list[0].spec);
	b.candidates.list[1].root = "/dev/sda1";
	(void)rootspec_parse("/dev/sda1", &b.candidates.list[1].spec);
	(void)drivers_step(&b);
	tap_ok(b.loader.in_order, "a fallback counts, too");
}

static void stay(void)
{
	begin();
	b.config.stay = true;
	pending = 2;
	(void)drivers_step(&b);
	tap_ok(strstr(did, "start; wait; wait; ") && !pending,
	       "gangway.stay: all modules are waited for");
	begin();
	b.config.stay = out_of_time = true;
	pending = 9;
	(void)drivers_step(&b);
	tap_num(pending, 8, "gangway.stay: with a limit");
	begin();
	pending = 2;
	(void)drivers_step(&b);
	tap_num(pending, 2, "otherwise no module is waited for");
}

static void after_shell(void)
{
	begin();
	want_modules("ext4");
	drivers_again(&b);
	tap_str(did, "again; ", "before step drivers there is nothing to open again");
	(void)drivers_step(&b);
	b.coldplug = is_open = true;
	did[0] = '\0';
	drivers_again(&b);
	tap_str(did, "again; ", "modules that failed are loaded again");
	tap_ok(b.coldplug, "coldplug remains");
	is_open = false;
	did[0] = '\0';
	b.config.coldplug = COLDPLUG_YES;
	drivers_again(&b);
	tap_str(did, "open 6.1; 0 options; 0 lists; ext4; start; coldplug; again; ",
		"a directory that could not be read is read, and everything is requested again");
}

int main(void)
{
	requests();
	processor();
	failures();
	rules();
	other_kernels();
	orders();
	stay();
	after_shell();
	return tap_done();
}
