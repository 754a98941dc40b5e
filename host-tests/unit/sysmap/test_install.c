// SPDX-License-Identifier: GPL-2.0
/* Installation, with directories as the system and the machine. */
#include "sysmap/install/install.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/fake/fakemachine.h"
#include "host-tests/fake/fakesystem.h"
#include "host-tests/tap.h"
#include "lib/sys.h"

static void first_time(void)
{
	struct sys_stat st;

	system_new("first");
	tap_ok(!install_is_done(&system_policy, &system_room), "an empty system is not done");
	tap_num(system_install(), 0, "the map is installed");
	tap_str(system_log, BOOT ": installed\n" LIB ": installed\n",
		"at both paths, which is logged");
	tap_str(system_text(BOOT), system_map, "the map in /boot");
	tap_str(system_text(LIB), system_map, "the map in /lib/modules");
	sys_stat(SYS_CWD, system_path(BOOT), 0, &st);
	tap_num(st.mode & 07777, 0600, "readable by root only");
	tap_ok(install_is_done(&system_policy, &system_room), "then it is done");
	tap_num(system_install(), 0, "a second installation");
	tap_str(system_log, "", "changes nothing");

	system_write(BOOT, system_stub);
	tap_ok(!install_is_done(&system_policy, &system_room),
	       "a package restores its stub: not done");
	system_install();
	tap_str(system_log, BOOT ": installed\n", "the stub is replaced");
	tap_str(system_text(BOOT), system_map, "by the map");
}

/* Makes BOOT a link to another file. */
static void new_link(const char *path, const char *text)
{
	char target[64];

	system_new(path + 1);
	snprintf(target, sizeof(target), "..%s", path);
	sys_symlink(target, system_path(BOOT));
	system_write(path, text);
}

static void existing_files(void)
{
	system_new("stubs");
	system_write(BOOT, system_stub);
	system_write(LIB, "");
	system_install();
	tap_str(system_log, BOOT ": installed\n" LIB ": installed\n",
		"a stub and an empty file are replaced");

	system_new("foreign");
	system_write(BOOT, system_foreign);
	system_write(LIB, system_map);
	tap_num(system_install(), 1, "a wrong map and a right one");
	tap_str(system_log, BOOT ": not replaced: the symbols are those of another kernel\n",
		"the wrong one is logged");
	tap_str(system_text(BOOT), system_foreign, "and left unchanged");
	tap_ok(install_is_done(&system_policy, &system_room), "the next boot has nothing to do");
	tap_num(system_install(), 1, "another installation");
	tap_str(system_log, BOOT ": not replaced: the symbols are those of another kernel\n",
		"logs the wrong one again");
	system_write(BOOT, "my own\n");
	system_install();
	tap_str(system_log, BOOT ": not replaced: not a valid map\n", "a foreign text");
	install_remove(&system_policy, &system_room);
	tap_str(system_text(LIB), system_map, "removal leaves foreign files");

	system_new("odd");
	sys_symlink("nowhere", system_path(BOOT));
	sys_mkdir(system_path(LIB), 0700);
	system_install();
	tap_str(system_log,
		BOOT ": not replaced: No such file or directory\n" LIB
		     ": not replaced: not a file\n",
		"a dangling link and a directory are left unchanged");

	new_link("/elsewhere", system_map);
	tap_num(system_install(), 0, "a foreign link to a right map");
	tap_str(system_log, LIB ": installed\n", "is right");
	tap_ok(install_is_done(&system_policy, &system_room), "and nothing has to be done");
	system_write("/elsewhere", "another");
	tap_ok(!install_is_done(&system_policy, &system_room), "as long as its target is right");
	new_link("/stub", system_stub);
	tap_num(system_install(), 1, "one to a stub");
	tap_str(system_log, BOOT ": not replaced: not a valid map\n" LIB ": installed\n",
		"is left unchanged");

	system_new("copy");
	system_write(LIB, system_map);
	fake_symbols(system_path(LIB), 0, -1,
		     "ffffffff81005000 B _end\nffffffff81006000 r kallsyms_theirs\n");
	system_install();
	tap_ok(strstr(system_text(BOOT), "kallsyms_theirs"), "a right foreign map is copied");
}

/* Another kernel with the same release: the map installed for the first is wrong now. */
static void another_build(void)
{
	system_new("build");
	system_install();
	system_set_id("\2\2\2\2");
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, 3, "ffffffff98005000 B _end\n");
	tap_ok(!install_is_done(&system_policy, &system_room),
	       "another build of the release is not done");
	tap_num(system_install(), 0, "the map is installed");
	tap_str(system_log, BOOT ": installed\n" LIB ": installed\n",
		"files that gangway installed are replaced");
	tap_ok(strstr(system_text(BOOT), "ffffffff81000801 T two\n"), "by the new map");
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "ffffffff98005000 B _end\n");
	system_set_id("\1\1\1\1");
}

/* With a manifest the map is accepted, although its symbols would be rejected. */
static bool takes_image_map(const char *path, const struct manifest *manifest, const char *system)
{
	bool taken;

	system_new(system);
	system_policy.image_map = sys_open(SYS_CWD, path, O_RDONLY);
	system_policy.image_manifest = manifest;
	system_install();
	taken = strstr(system_text(BOOT), "kallsyms_image");
	sys_close(system_policy.image_map);
	return taken;
}

static void image_map_with_manifest(const char *path)
{
	static struct manifest manifest = {.id = "01010101", .count = 1};

	digest_path(path, &manifest.entry[0].digest);
	tap_ok(takes_image_map(path, &manifest, "stamped"),
	       "a map that matches its manifest is used");
	manifest.entry[0].digest.hash++;
	tap_ok(!takes_image_map(path, &manifest, "otherhash"), "not if the map is another");
	manifest.entry[0].digest.hash--;
	manifest.entry[0].digest.size++;
	tap_ok(!takes_image_map(path, &manifest, "othersize"), "nor with another size");
	manifest.entry[0].digest.size--;
	manifest.count = 0;
	tap_ok(!takes_image_map(path, &manifest, "nomap"), "nor if the manifest lists no map");
	manifest.count = 1;
	manifest.id[0] = 'f';
	tap_ok(!takes_image_map(path, &manifest, "otherid"), "nor for another kernel");
}

static void image_map(void)
{
	const char *path = tap_path("image.map");

	system_new("image");
	fake_symbols(path, 0, -1, "ffffffff81005000 B _end\nffffffff81006000 r kallsyms_image\n");
	system_policy.image_map = sys_open(SYS_CWD, path, O_RDONLY);
	system_install();
	tap_ok(strstr(system_text(BOOT), "kallsyms_image") &&
		       strstr(system_text(LIB), "kallsyms_image"),
	       "a verified map in the image is used");
	sys_close(system_policy.image_map);

	system_new("wrongimage");
	fake_symbols(path, 0, 3, "ffffffff81005000 B _end\nffffffff81006000 r kallsyms_image\n");
	system_policy.image_map = sys_open(SYS_CWD, path, O_RDONLY);
	system_install();
	tap_str(system_text(BOOT), system_map, "a wrong one is not");
	sys_close(system_policy.image_map);
	image_map_with_manifest(path);
}

static void failures(void)
{
	system_new("hidden");
	fake_hidden();
	tap_num(system_install(), -EPERM, "hidden addresses");
	tap_str(system_log,
		BOOT ": the kernel hides its addresses\n" LIB ": the kernel hides its addresses\n",
		"are reported");
	tap_str(system_text(BOOT), "", "and nothing is installed");
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "ffffffff98005000 B _end\n");
	tap_ok(!install_is_done(&system_policy, &system_room), "it is not done");
	system_write(BOOT, system_map);
	system_install();
	install_remove(&system_policy, &system_room);
	tap_str(system_text(BOOT), system_map, "a file created meanwhile is foreign");

	system_new("stubagain");
	system_install();
	system_write(BOOT, system_stub);
	fake_hidden();
	sys_unlink(SYS_CWD, system_path(LIB), 0);
	tap_num(system_install(), -EPERM,
		"a stub instead of the installed map, and hidden addresses");
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "ffffffff98005000 B _end\n");
	install_remove(&system_policy, &system_room);
	tap_str(system_text(BOOT), system_stub, "the stub is not removed");

	system_new("nomodules");
	sys_unlink(SYS_CWD, system_path("/lib/modules/" R), AT_REMOVEDIR);
	tap_num(system_install(), 0, "no directory for the manifest");
	tap_str(system_log, BOOT ": installed\n", "one path is enough");
	tap_ok(!install_is_done(&system_policy, &system_room), "each boot classifies again");
	tap_num(system_install(), 0, "which finds the right map");
	tap_str(system_log, "", "and logs nothing");

	system_new("noboot");
	sys_unlink(SYS_CWD, system_path("/boot/vmlinuz"), 0);
	sys_unlink(SYS_CWD, system_path("/boot"), AT_REMOVEDIR);
	tap_num(system_install(), 0, "no /boot");
	tap_str(system_log, LIB ": installed\n", "one path is enough");
	tap_ok(install_is_done(&system_policy, &system_room), "and done");

	system_new("unmounted");
	system_write("/etc/fstab", "# boot\n/dev/sda1 /boot/ ext2 defaults 0 2\n");
	tap_num(system_install(), -EROFS, "a /boot that is not mounted");
	tap_str(system_log,
		LIB ": installed\n" BOOT ": not installed: its file system is not mounted\n",
		"is not waited for without a timeout");
	tap_str(system_text(BOOT), "", "nothing is installed below it");
	system_write("/etc/fstab", "#/dev/sda1 /boot ext2\nLABEL=x /boot2 ext2\n");
	tap_num(system_install(), 0, "no /boot in the fstab");
	tap_str(system_log, BOOT ": installed\n", "is not a separate file system");

	system_new("nearauto");
	system_write("/etc/fstab", "/dev/sda1 /boot ext2 noautomatic,xnoauto\n");
	tap_num(system_install(), -EROFS, "other options are not noauto");
}

int main(void)
{
	system_begin();
	first_time();
	existing_files();
	another_build();
	image_map();
	failures();
	return tap_done();
}
