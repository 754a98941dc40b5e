// SPDX-License-Identifier: GPL-2.0
/*
 * Directories in which no System.map is installed: mount points without a mount, and symbolic
 * links.
 */
#include "sysmap/install/mapdir.h"

#include <stdio.h>

#include "host-tests/fake/fakesystem.h"
#include "host-tests/tap.h"
#include "lib/sys.h"
#include "sysmap/install/install.h"

#define MAY_BE_MOUNT_POINT \
	": not installed: its directory may be a mount point, and nothing is mounted\n"
#define IS_LINKED ": not installed: its directory is reached through a symbolic link\n"

static void new_with_empty_boot(const char *name)
{
	system_new(name);
	sys_unlink(SYS_CWD, system_path("/boot/vmlinuz"), 0);
}

/* case S1: systemd-gpt-auto-generator does not mount on a /boot with files in it */
static void empty_boot(void)
{
	new_with_empty_boot("empty");
	tap_num(system_install(), 0, "an empty /boot is no error");
	tap_str(system_log, BOOT MAY_BE_MOUNT_POINT LIB ": installed\n", "and is logged");
	tap_str(system_text(BOOT), "", "no map is installed");
	tap_str(system_text(LIB), system_map, "the other directory has one");
	tap_ok(install_is_done(&system_policy, &system_room), "the next boot has nothing to do");

	system_write("/boot/vmlinuz", "");
	system_install();
	tap_str(system_log, BOOT ": installed\n",
		"with a kernel in it, it is a directory like any other");
	sys_unlink(SYS_CWD, system_path("/boot/vmlinuz"), 0);
	system_write("/boot/System.map-5.10", "old");
	system_set_id("\2\2\2\2");
	system_install();
	tap_str(system_log, BOOT ": removed: its directory may be a mount point\n",
		"a map that an earlier version installed in an empty /boot is removed");
	tap_str(system_text("/boot/System.map-5.10"), "old", "a foreign one is not");
	system_set_id("\1\1\1\1");

	new_with_empty_boot("emptyall");
	system_policy.all = true;
	system_install();
	tap_str(system_text("/boot/System.map"), "", "no link is created in it");
	tap_str(system_text("/System.map"), "", "nor one that would be dangling elsewhere");
}

/* case S1: an fstab entry that is not mounted yet */
static void in_fstab(void)
{
	system_new("noauto");
	system_write("/etc/fstab", "/dev/sda1 /boot ext2 nodev,noauto,nosuid 0 2\n");
	tap_num(system_install(), 0, "a /boot that is mounted by hand");
	tap_str(system_log, BOOT MAY_BE_MOUNT_POINT LIB ": installed\n",
		"gets no map and is not waited for");

	system_new("modules");
	system_write("/etc/fstab", "/dev/sda1 /lib/modules ext2 ro\n");
	system_install();
	tap_str(system_text(LIB), "", "any directory of the fstab is awaited: /lib/modules");
	tap_str(system_text(BOOT), "", "and no file is written that the manifest cannot record");

	system_new("usr");
	sys_mkdir(system_path("/usr"), 0700);
	sys_rename(tap_path("usr/lib"), tap_path("usr/usr/lib"));
	sys_symlink("usr/lib", system_path("/lib"));
	system_write("/etc/fstab", "/dev/sda1 /usr ext2 ro\n");
	system_install();
	tap_str(system_text(LIB), "", "also /usr, if /lib is a link into it");
	sys_unlink(SYS_CWD, system_path("/etc/fstab"), 0);
	tap_num(system_install(), 0, "merged-usr's link");
	tap_str(system_text("/usr" LIB), system_map, "is followed");
}

/* Makes BOOT's or LIB's directory a link that leaves the system, or stays within it. */
static void link_at(const char *name, const char *path, const char *target)
{
	char moved[64];

	system_new(name);
	sys_mkdir(system_path("/moved"), 0700);
	snprintf(moved, sizeof(moved), "/%s/moved/old", name);
	sys_rename(system_path(path), tap_path(moved + 1));
	sys_symlink(target, system_path(path));
}

/* case P5: nothing is written through a symbolic link of the root */
static void links(void)
{
	link_at("boot", "/boot", "moved/old");
	tap_num(system_install(), 1, "a link at /boot");
	tap_str(system_log, BOOT IS_LINKED LIB ": installed\n", "is logged");
	tap_str(system_text("/moved/old/System.map-" R), "", "nothing is written through it");
	tap_ok(install_is_done(&system_policy, &system_room),
	       "which the next boot finds in the manifest");

	link_at("release", "/lib/modules/" R, "../../moved/old");
	system_install();
	tap_str(system_log, LIB IS_LINKED BOOT ": installed\n", "a link at /lib/modules/RELEASE");
	tap_str(system_text("/moved/old/System.map"), "", "no map is written through it");
	tap_str(system_text("/moved/old/System.map.gangway"), "", "nor a manifest");

	link_at("lib", "/lib", "moved/old");
	system_install();
	tap_str(system_log, LIB IS_LINKED BOOT ": installed\n",
		"/lib that is not merged-usr's link");
	link_at("slash", "/lib", "/usr/lib/");
	system_install();
	tap_str(system_log, LIB IS_LINKED BOOT ": installed\n", "nor spelled in another way");

	system_new("temporary");
	system_write("/victim", "mine\n");
	sys_symlink("../victim", system_path(BOOT ".gangway.new"));
	sys_symlink("../../../victim", system_path(MANIFEST ".gangway.new"));
	sys_symlink("../../../victim", system_path(MANIFEST));
	tap_num(system_install(), 0, "links at the names of temporary files");
	tap_str(system_text("/victim"), "mine\n", "are replaced, not followed");
	tap_str(system_text(BOOT), system_map, "the map is installed");

	link_at("remove", "/boot", "moved/old");
	system_write_manifest("ours", "old map", "");
	system_write("/moved/old/System.map-" R, "old map");
	system_log[0] = '\0';
	install_remove(&system_policy, &system_room);
	tap_str(system_log,
		BOOT ": not removed: its directory is reached through a symbolic link\n",
		"a link in the path of an installed map is reported");
	tap_str(system_text("/moved/old/System.map-" R), "old map",
		"nothing is removed through a link");
}

int main(void)
{
	system_begin();
	empty_boot();
	in_fstab();
	links();
	return tap_done();
}
