// SPDX-License-Identifier: GPL-2.0
/*
 * The loader, with modules that depmod knows but no kernel: which modules are started after which
 * event. The test simulates the processes' exits; the only real process finds no file.
 */
#include "drivers-load/loader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drivers-load/cause.h"
#include "host-tests/modules.h"
#include "host-tests/tap.h"
#include "lib/cmdline.h"
#include "lib/file.h"
#include "lib/sys.h"

static struct loader l;
static const char *root;

static void fresh(void)
{
	memset(&l, 0, sizeof(l));
	if (loader_open(&l, root, "1.0"))
		abort();
}

/* Starts all ready modules like loader_start(), without fork(). Returns their names. */
static const char *started(void)
{
	static char names[512];
	struct module *m;

	names[0] = '\0';
	while ((m = graph_next(&l.graph))) {
		m->state = MODULE_LOADING;
		m->pid = 1000 + (m - l.graph.modules);
		strcat(names, names[0] ? " " : "");
		strcat(names, m->name);
	}
	return names;
}

static struct module *module(const char *name)
{
	struct module *m = graph_find(&l.graph, name);

	if (!m)
		abort();
	return m;
}

static void ends(const char *name, int status)
{
	tap_ok(loader_reaped(&l, module(name)->pid, status), "the child of %s ends, %d", name,
	       status);
}

/* Wait status of exit(error). */
static int with(int error)
{
	return error << 8;
}

static void in_order(void)
{
	fresh();
	tap_num(loader_request(&l, "lsi"), 0, "lsi is requested");
	tap_ok(loader_pending(&l), "it is pending");
	tap_ok(graph_missing(module("lsi")), "waiting modules are missing, too");
	tap_str(started(), "scsi_mod", "modules without dependencies start first");
	tap_str(started(), "", "and the others wait for it");
	tap_str(graph_missing(module("lsi"))->name, "scsi_mod", "the one that is being loaded");
	loader_event(&l, "scsi_mod");
	tap_str(started(), "scsi_spi", "the event lets the next one start");
	tap_num(loader_children(&l), 2, "while the child of the first is still there");
	ends("scsi_spi", 0);
	tap_str(started(), "lsi", "so does the end of a child, without an event");
	tap_num(loader_state(&l, "pci:v00001000d00000012sv1sd1bc01sc00i00"), MODULE_LOADING,
		"asked by its alias, it is being loaded");
	loader_event(&l, "lsi");
	tap_num(loader_state(&l, "lsi"), MODULE_LIVE, "then it is live");
	tap_ok(!loader_pending(&l), "nothing is pending");
	tap_ok(!graph_missing(module("lsi")), "and nothing is missing");
	ends("lsi", with(ENODEV));
	tap_num(loader_state(&l, "lsi"), MODULE_LIVE,
		"the later exit of its process changes nothing");
	tap_ok(!loader_reaped(&l, 77, 0), "other children are not the loader's");
	tap_ok(!loader_reaped(&l, 0, 0), "nor is pid 0");
}

static void drivers_first(void)
{
	fresh();
	loader_request(&l, "ext4");
	loader_request(&l, "sd-mod");
	loader_request(&l, "nic");
	tap_str(started(), "scsi_mod nic_firmware mbcache jbd crc32c_generic crc32c_fast sha",
		"drivers and their dependencies precede file systems requested earlier");
	tap_num(module("scsi_mod")->nice, 0, "the first driver's library waits for nothing");
	tap_num(module("nic_firmware")->nice, 10, "a later one's is nicer");
	tap_num(module("mbcache")->nice, 19, "a file system's the nicest");
	loader_request(&l, "scsi-spi");
	tap_num(module("scsi_spi")->nice, 10, "a driver is the first once");
}

static void storage_first(void)
{
	fresh();
	loader_request_alias(&l, "pci:v00001AF4d00001000sv1sd1bc02sc00i00");
	loader_request_alias(&l, "pci:v00001000d00000012sv1sd1bc01sc00i00");
	loader_request_alias(&l, "fs-ext4");
	tap_num(module("nic")->nice, GRAPH_NICE, "a device that is not storage raises no priority");
	tap_num(module("lsi")->nice, 10, "storage is loaded before it");
	tap_str(started(), "scsi_mod nic_firmware mbcache jbd crc32c_generic crc32c_fast sha",
		"and what it needs too");
	loader_request_now(&l, "fs-ext4");
	loader_event(&l, "scsi_mod");
	for (const char *const *name = (const char *const[]){"mbcache", "jbd", "sha",
							     "crc32c_generic", "crc32c_fast", NULL};
	     *name; name++)
		loader_event(&l, *name);
	tap_str(started(), "ext4 scsi_spi", "loader_request_now() has the highest priority");
	tap_num(loader_request_now(&l, "fs-none"), 0, "the image need not have it");
}

static void softdeps(void)
{
	fresh();
	loader_request(&l, "fs-ext3");
	started();
	loader_event(&l, "mbcache");
	loader_event(&l, "jbd");
	loader_event(&l, "sha");
	loader_event(&l, "crc32c_generic");
	tap_str(started(), "", "all modules of a soft dependency are waited for");
	ends("crc32c_fast", with(ENODEV));
	tap_str(started(), "ext4", "its failure does no harm");
	tap_str(module_cause(module("crc32c_fast")), "no device found", "in words");
	tap_ok(!module("crc32c_fast")->requested, "it was not requested by name");
	tap_num(loader_state(&l, "crypto-crc32c"), MODULE_LIVE, "of two, the live one counts");

	fresh();
	loader_request(&l, "nic");
	tap_str(started(), "nic_firmware", "pre: is loaded before");
	loader_event(&l, "nic_firmware");
	tap_str(started(), "nic", "then the module");
	loader_event(&l, "nic");
	tap_str(started(), "nic_late", "post: is loaded after");
}

/* The image's ext4 uses crc32c, which crc32c_fast implements for processors with feature 0094. */
static void processors(const char *cpu, const char *modules)
{
	fresh();
	catalog_set_cpu(&l.catalog, cpu);
	loader_request(&l, "fs-ext3");
	tap_str(started(), modules, "processor %s", cpu);
}

static void all_processors(void)
{
	processors("cpu:type:x86,ven0000fam0006mod003F:feature:,0001,0094,0097",
		   "mbcache jbd crc32c_fast sha");
	processors("cpu:type:x86,ven0000fam0006mod003F:feature:,0001,0097",
		   "mbcache jbd crc32c_generic sha");
	processors("cpu:type:arm64:feature:,0094", "mbcache jbd crc32c_generic sha");
	loader_request(&l, "crc32c_fast");
	tap_str(started(), "crc32c_fast", "a module requested by its name is loaded nevertheless");
}

/* As with the hash for signatures, which all modules wait for, in the image of arm64's 6.1. */
static void dependency_of_itself(void)
{
	processors("cpu:type:x86,ven0000fam0006mod003F:feature:,0001,0094,0097",
		   "mbcache jbd crc32c_fast sha");
	loader_request(&l, "signed");
	loader_request(&l, "nic");
	tap_str(started(), "nic_firmware hash_base",
		"a soft dependency on a module that needs it is ignored");
	loader_event(&l, "hash_base");
	tap_str(started(), "hash_fast", "and does not delay that module");
	loader_event(&l, "hash_fast");
	tap_str(started(), "signed", "which is loaded before the others");
}

static void failures(void)
{
	fresh();
	loader_request(&l, "lsi");
	loader_request(&l, "piix");
	started();
	ends("scsi_mod", with(ENOKEY));
	tap_str(started(), "", "nothing starts if a common dependency failed");
	tap_ok(!loader_pending(&l), "nothing waits forever");
	tap_num(module("lsi")->error, -ECANCELED, "modules that depend on it fail for that reason");
	tap_ok(module("lsi")->failed_dep == module("scsi_mod"), "and knows the first of them");
	tap_str(module_cause(module("scsi_mod")), "its signature was rejected", "in words");
	tap_num(loader_state(&l, "lsi"), MODULE_FAILED, "it has failed");

	fresh();
	loader_request(&l, "mbcache");
	started();
	ends("mbcache", 9);
	tap_num(module("mbcache")->error, -EFAULT, "a killed child is an oops");
}

static void unknown(void)
{
	fresh();
	tap_num(loader_request(&l, "no-such"), -ENOENT, "a module that is not in the image");
	tap_num(module("no_such")->state, MODULE_FAILED, "is kept for the failure report");
	tap_str(module_cause(module("no_such")), "not in the image; add it with mkinitrd --modules",
		"the text");
	tap_num(loader_state(&l, "no-such"), -ENOENT, "there is nothing to wait for");
	tap_str(loader_serving(&l, "scsi:t-0x00")->at[0].value, "sd_mod", "the module of a device");
	tap_num(loader_serving(&l, "pci:v0000FFFF")->count, 0, "no module matches");
	tap_str(loader_absent(&l, "pci:v0000ABCDd00000001sv1sd1bc01sc00i00")->at[0].value,
		"far_away", "a module that the image lacks");
	tap_num(loader_absent(&l, "pci:v00001000d00000012sv1sd1bc01sc00i00")->count, 0,
		"but no module that is in the image");
	tap_num(loader_request_alias(&l, "pci:v0000FFFF"), 0,
		"a device without a module is no error");
	tap_num(l.graph.count, 1, "and is not kept");
	tap_num(loader_request(&l, "ext2"), 0, "a built-in module is live");
	tap_num(loader_request(&l, "fs-ext2"), 0, "by its alias too");
	tap_num(loader_state(&l, "fs-ext2"), MODULE_LIVE, "and live");
	tap_num(l.graph.count, 1, "without a module");
	tap_num(loader_request(&l, "wrong"), -ENOENT,
		"an alias of modprobe.d may name a missing module");
	tap_num(module("nowhere")->error, -ENOENT, "the missing module has failed");
	tap_str(started(), "", "nothing is started");

	memset(&l, 0, sizeof(l));
	tap_num(loader_open(&l, root, "2.0"), -ENOENT, "a kernel without modules");
	tap_num(loader_request(&l, "lsi"), -ENOENT, "no module can be loaded");
}

static void blacklists(void)
{
	const char *both = "pci:v00008086d00007010sv1sd1bc01sc01i80";

	fresh();
	loader_request_alias(&l, both);
	tap_ok(graph_find(&l.graph, "piix") && !graph_find(&l.graph, "generic_ide"),
	       "modprobe.d's blacklist removes a module from an alias");
	fresh();
	loader_set_blacklist(&l, (const char *[]){"y", "x,piix"}, 2);
	loader_request_alias(&l, both);
	tap_num(l.graph.count, 0, "the command line's too");
	tap_num(loader_request(&l, "piix"), 0, "by its own name it can be had");
	fresh();
	loader_set_blacklist(&l, (const char *[]){"scsi-mod"}, 1);
	loader_request(&l, "piix");
	tap_str(started(), "scsi_mod", "and as a dependency");

	fresh();
	tap_num(loader_request(&l, "needy"), 0, "a module can depend on one that is forbidden");
	tap_str(started(), "", "but neither starts");
	tap_num(module("forbidden")->error, -EACCES, "it is distinguished");
	tap_num(loader_request(&l, "forbidden"), -EACCES, "also if it is requested by name");
	tap_num(loader_request(&l, "fs-forbidden"), 0, "its aliases are ignored");
}

static void circles(void)
{
	fresh();
	loader_request(&l, "circle-a");
	tap_str(started(), "circle_a", "soft dependencies in a circle are let go");
	loader_event(&l, "circle_a");
	tap_str(started(), "circle_c", "one after the other");
	loader_event(&l, "circle_c");
	tap_str(started(), "circle_b", "to the last");

	fresh();
	loader_request(&l, "mbcache");
	loader_request(&l, "jbd");
	loader_request(&l, "sha");
	graph_depend(&l.graph, module("mbcache"), module("jbd"), false);
	graph_depend(&l.graph, module("jbd"), module("mbcache"), false);
	tap_str(started(), "sha", "hard ones wait while something is being loaded");
	loader_event(&l, "sha");
	tap_str(started(), "", "then they fail");
	tap_num(module("jbd")->error, -ELOOP, "with a cause");
	tap_ok(!loader_pending(&l), "nothing waits forever");
}

static const char *options(const char *name)
{
	static char text[256];
	int err;

	loader_request(&l, name);
	err = loader_options(&l, module(name), text, sizeof(text));
	return err ? "error" : text;
}

/*
 * Case R8: the kernel's parser must restore the value from the options of a module. Tests every
 * value that a command line of up to seven characters can contain.
 */
static void quoted_values(void)
{
	static const char alphabet[] = "a\" =";
	unsigned values = 0, torn = 0, quotes;

	fresh();
	loader_request(&l, "jbd");
	for (unsigned n = 0; n < 4 * 4 * 4 * 4 * 4 * 4 * 4; n++) {
		char text[32] = "\"jbd.p=", *at = text + strlen(text), again[64];
		char *rest = text + n % 2, *name, *value, *name2, *value2;
		struct loader_option option;

		for (unsigned digits = n, i = 0; i < 7; i++, digits /= 4)
			*at++ = alphabet[digits % 4];
		for (quotes = n % 2 == 0, at = text + 1; *at; at++)
			quotes += *at == '"';
		if (quotes % 2 || !cmdline_next(&rest, &name, &value) || !value)
			continue; /* the rest of the line is in an unterminated quote */
		option = (struct loader_option){name, value};
		loader_set_options(&l, &option, 1);
		if (loader_options(&l, module("jbd"), again, sizeof(again)))
			abort();
		rest = again;
		values++;
		if (!cmdline_next(&rest, &name2, &value2) || strcmp(name2, "p") || !value2 ||
		    strcmp(value2, value) || strcmp(rest, "async_probe"))
			torn++;
	}
	tap_ok(values > 5000, "quotes: thousands of values are tried");
	tap_num(torn, 0, "quotes: each reaches the module as it was");
}

/* Case P27: there may be many parameters that only resemble those of modules. */
static void many_options(void)
{
	static struct loader_option many[5000];

	for (unsigned i = 0; i < 4999; i++)
		many[i] = (struct loader_option){"systemd.wants", "x.service"};
	many[4999] = (struct loader_option){"jbd.last", "1"};
	fresh();
	loader_set_options(&l, many, 5000);
	tap_str(options("jbd"), "last=1 async_probe", "the last of 5000 parameters is not lost");
}

/* Case R8: like kmod, also use options for the alias by which a module was found. */
static void alias_options(void)
{
	fresh();
	loader_request(&l, "nic");
	tap_str(options("nic"), "speed=2 async_probe", "a module by its name has its own options");
	fresh();
	loader_request(&l, "my-nic");
	tap_str(options("nic"), "slow=1 speed=2 async_probe",
		"by an alias of modprobe.d, those of the alias, which is a pattern");
	fresh();
	loader_request_alias(&l, "fs-ext3");
	tap_str(module("ext4")->alias, NULL, "no options, no alias");
	fresh();
	loader_request_alias(&l, "fs-ext4");
	tap_str(options("ext4"), "by_alias=1 async_probe", "an alias of depmod's has options too");
}

static void module_options(void)
{
	static const struct loader_option given[] = {
		{"lsi.tags", "16"}, {"lsi.debug", NULL},    {"lsi.text", "a b"},
		{"ls.x", "1"},      {"lsi_x.y", "1"},       {"scsi-mod.scan", "sync"},
		{"lsi", "1"},       {"lsi.q", "a\"b c\"d"},
	};
	char few[8];

	fresh();
	tap_str(options("jbd"), "async_probe", "every module gets async_probe");
	tap_str(options("scsi_spi"), "async_probe=0", "unless its options have it");
	loader_set_options(&l, given, sizeof(given) / sizeof(given[0]));
	tap_str(options("lsi"),
		"first=1 tags=4,8 tags=16 debug text=\"a b\" q=a\"b c\"d async_probe",
		"modprobe.d's precede, the command line's win");
	tap_str(options("scsi_mod"), "scan=sync async_probe", "names may be written with dashes");
	tap_num(loader_options(&l, module("lsi"), few, sizeof(few)), -ENAMETOOLONG,
		"what does not fit is an error");
	l.in_order = true;
	tap_str(options("sd_mod"), "", "nor do drivers get it if the order of devices matters");
	tap_str(options("jbd"), "async_probe", "which other modules have no part in");
	l.in_order = false;
	l.alone = true;
	tap_str(options("sd_mod"), "", "without events, drivers probe in their init");
	tap_str(options("jbd"), "async_probe", "and others need not wait for their probes");
}

static void many(void)
{
	char name[32];

	fresh();
	for (int i = 0; i < GRAPH_MODULES; i++) {
		struct module *m;

		snprintf(name, sizeof(name), "m%d", i);
		if (graph_add(&l.graph, name, &m))
			break;
	}
	tap_num(l.graph.count, GRAPH_MODULES, "as many modules as fit");
	tap_num(loader_request(&l, "lsi"), -ENOSPC, "one more is an error");
	tap_ok(graph_find(&l.graph, "m77") == &l.graph.modules[77], "each is found again");
}

/* Removes a file that the index lists, so that no module is loaded into the host's kernel. */
static void lose(const char *file)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/lib/modules/1.0/kernel/%s", root, file);
	if (unlink(path))
		abort();
}

static void side_by_side(void)
{
	int status;
	pid_t pid;

	lose("fs/mbcache.ko");
	lose("fs/jbd/jbd.ko");
	fresh();
	loader_request(&l, "mbcache");
	loader_request(&l, "jbd");
	tap_num(loader_start(&l), -1, "nothing is left to be started later");
	tap_num(loader_children(&l), 2, "modules that need nothing are loaded side by side");
	while ((pid = sys_wait_for(-1, &status)) > 0)
		loader_reaped(&l, pid, status);
	tap_num(module("jbd")->error, -ESTALE, "and end");
}

/* The host's kernel may have a decompressor; then only the missing file is the cause. */
static void compressed(void)
{
	char name[16];
	bool xz = file_read_value("/sys/module/compression", name, sizeof(name)) > 0 &&
		  strcmp(name, "xz") == 0;

	lose("fs/packed.ko.xz");
	fresh();
	loader_request(&l, "packed");
	tap_num(loader_run(&l), xz ? -ESTALE : -EOPNOTSUPP,
		"a compressed module needs a kernel that can decompress it");
}

static void children(void)
{
	lose("drivers/scsi/scsi_mod.ko");
	fresh();
	loader_request(&l, "lsi");
	tap_num(loader_run(&l), -ECANCELED, "a requested module fails");
	tap_num(module("scsi_mod")->error, -ESTALE, "for the errno that the child ended with");
	tap_ok(module("lsi")->failed_dep == module("scsi_mod"), "which both report");
	tap_num(loader_children(&l), 0, "no child is left");
	fresh();
	tap_num(loader_run(&l), 0, "without requests nothing is done");
}

int main(void)
{
	root = modules_tree();
	in_order();
	drivers_first();
	storage_first();
	softdeps();
	all_processors();
	dependency_of_itself();
	failures();
	unknown();
	blacklists();
	circles();
	module_options();
	alias_options();
	quoted_values();
	many_options();
	many();
	side_by_side();
	compressed();
	children();
	return tap_done();
}
