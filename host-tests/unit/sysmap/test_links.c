// SPDX-License-Identifier: GPL-2.0
/* Links of gangway.sysmap=all: created, left unchanged, removed. */
#include "sysmap/install/install.h"

#include <string.h>

#include "host-tests/fake/fakesystem.h"
#include "host-tests/tap.h"
#include "lib/sys.h"
#include "lib/text.h"

static void links(void)
{
	system_new("links");
	system_policy.all = true;
	sys_mkdir(system_path("/usr"), 0700);
	sys_mkdir(system_path("/usr/src"), 0700);
	sys_mkdir(system_path("/usr/src/linux"), 0700);
	system_write("/System.map", "mine\n");
	tap_num(system_install(), 1, "with links");
	tap_ok(strstr(system_log, "\n/System.map: not replaced: not a valid map\n"),
	       "a foreign file at the path of a link is logged");
	tap_str(system_text("/boot/System.map"), "System.map-" R, "/boot/System.map");
	tap_str(system_text("/usr/src/linux/System.map"), LIB, "/usr/src/linux/System.map");
	tap_str(system_text("/System.map"), "mine\n", "a foreign /System.map is left unchanged");
	tap_ok(install_is_done(&system_policy, &system_room), "then it is done");
	system_install();
	tap_str(system_log, "/System.map: not replaced: not a valid map\n",
		"a right link is not created again");

	sys_mkdir(system_path("/lib/modules/7.2"), 0700);
	system_policy.release = "7.2";
	tap_num(system_install(), 1, "for another release");
	tap_str(system_text("/boot/System.map"), "System.map-7.2", "our link points to it now");
	system_policy.release = R;
	install_remove(&system_policy, &system_room);
	tap_str(system_text("/boot/System.map"), "System.map-7.2",
		"removal for the first kernel keeps it");
	system_policy.release = "7.2";
	install_remove(&system_policy, &system_room);
	tap_str(system_text("/boot/System.map"), "", "removal for the second kernel removes it");
	tap_str(system_text("/System.map"), "mine\n", "and nothing else");

	system_new("wronglink");
	system_policy.all = true;
	system_write(BOOT, "my own\n");
	system_install();
	tap_str(system_text("/boot/System.map"), "", "no link points to a wrong map");
	tap_ok(install_is_done(&system_policy, &system_room),
	       "and the next boot has nothing to do");

	system_new("rightlink");
	system_policy.all = true;
	system_write("/System.map", system_map);
	tap_num(system_install(), 0, "a right foreign map serves as the link");
	tap_str(system_text("/System.map"), system_map, "and is left unchanged");
}

static void boot_kernel(const char *release, bool all)
{
	system_policy.release = release;
	system_policy.all = all;
	system_log[0] = '\0';
	if (!install_is_done(&system_policy, &system_room))
		system_install();
}

/* Links for one kernel after another was booted. */
static void stale_links(void)
{
	char target[1000] = "";

	system_new("stale");
	sys_mkdir(system_path("/lib/modules/7.2"), 0700);
	boot_kernel(R, true);
	boot_kernel("7.2", false);
	tap_str(system_log,
		"/boot/System.map-7.2: installed\n/lib/modules/7.2/System.map: installed\n"
		"/boot/System.map: removed: it is a link to another kernel's map\n"
		"/System.map: removed: it is a link to another kernel's map\n",
		"without --all, links to the map of another kernel are removed");
	boot_kernel("7.2", false);
	tap_str(system_log, "", "which is done once");
	boot_kernel(R, false);
	boot_kernel(R, false);
	tap_ok(install_is_done(&system_policy, &system_room), "the first kernel has nothing to do");

	boot_kernel(R, true);
	boot_kernel("7.2", true);
	tap_str(system_text("/boot/System.map"), "System.map-7.2", "they follow the kernel");
	boot_kernel(R, false);
	tap_str(system_text("/boot/System.map"), "",
		"they are removed even if all is right according to the manifest");
	tap_ok(!strstr(system_text(MANIFEST), " /boot/System.map\n"), "which no longer lists them");

	sys_symlink("System.map-5.0", system_path("/boot/System.map"));
	boot_kernel(R, false);
	tap_str(system_text("/boot/System.map"), "System.map-5.0",
		"a foreign link is left unchanged");
	tap_ok(install_is_done(&system_policy, &system_room), "and nothing has to be done");

	memset(target, 'x', sizeof(target) - 1);
	sys_unlink(SYS_CWD, system_path("/boot/System.map"), 0);
	sys_symlink(target, system_path("/boot/System.map"));
	boot_kernel(R, false);
	tap_str(system_text("/boot/System.map"), target, "also one with a long target");

	system_new("staysright");
	boot_kernel(R, true);
	boot_kernel(R, false);
	tap_str(system_text("/boot/System.map"), "System.map-" R, "a right link is kept");
	system_write(BOOT, "my own\n");
	boot_kernel(R, false);
	tap_str(system_text("/boot/System.map"), "", "it is removed if its target is wrong");
}

/* Another program writes files while the first of two is removed or installed. */
static void meddle(void *context, const char *path, const char *what)
{
	system_remember(context, path, what);
	if (text_equal(path, "/boot/System.map")) {
		sys_unlink(SYS_CWD, system_path("/System.map"), 0);
		system_write("/System.map", "mine\n");
	}
	if (text_equal(path, BOOT))
		system_write(LIB, "mine\n");
}

/* case T5: a file that changed after it was classified is neither removed nor replaced. */
static void meanwhile(void)
{
	system_new("meanwhile");
	sys_mkdir(system_path("/lib/modules/7.2"), 0700);
	boot_kernel("7.2", true);
	boot_kernel(R, false);
	tap_str(system_text("/System.map"), "", "a link to the map of another kernel is removed");
	boot_kernel("7.2", true);
	system_policy.log = meddle;
	boot_kernel(R, false);
	tap_str(system_log,
		"/boot/System.map: removed: it is a link to another kernel's map\n"
		"/System.map: not installed: it was changed meanwhile\n",
		"a file that replaced it is reported");
	tap_str(system_text("/System.map"), "mine\n", "and left unchanged");

	system_new("meanwhilemap");
	system_write(LIB, system_stub);
	system_policy.log = meddle;
	boot_kernel(R, false);
	tap_str(system_log, BOOT ": installed\n" LIB ": not installed: it was changed meanwhile\n",
		"a map that replaced a stub is reported");
	tap_str(system_text(LIB), "mine\n", "and left unchanged");
}

int main(void)
{
	system_begin();
	links();
	stale_links();
	meanwhile();
	return tap_done();
}
