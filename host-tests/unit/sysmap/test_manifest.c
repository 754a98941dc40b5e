// SPDX-License-Identifier: GPL-2.0
/* The manifest: files that gangway installed, removal, and invalid manifests. */
#include "sysmap/install/install.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/fake/fakesystem.h"
#include "host-tests/tap.h"
#include "lib/sys.h"

static void removing(void)
{
	struct digest digest;
	char strange[80];

	system_new("remove");
	tap_num(install_remove(&system_policy, &system_room), -ENOENT, "nothing to remove");
	system_install();
	system_write(LIB, "changed since\n");
	system_log[0] = '\0';
	tap_num(install_remove(&system_policy, &system_room), 0,
		"files that gangway installed are removed");
	tap_str(system_log, BOOT ": removed\n" LIB ": not removed: it was changed\n",
		"and no more");
	tap_str(system_text(BOOT), "", "the map is removed");
	tap_num(install_remove(&system_policy, &system_room), -ENOENT, "and the manifest");

	system_new("strange");
	system_write("/outside", "theirs");
	digest_path(system_path("/outside"), &digest);
	snprintf(strange, sizeof(strange), "version 1\nours 6 0 %llx /boot/../outside\n",
		 (unsigned long long)digest.hash);
	system_write(MANIFEST, strange);
	tap_num(install_remove(&system_policy, &system_room), 0, "a manifest with another path");
	tap_str(system_text("/outside"), "theirs", "removes nothing there");
}

/* As above, but nothing is installed again before the removal. */
static void removed_after_cut(void)
{
	system_new("cutremove");
	system_write_manifest("pending", system_map, "");
	system_write(BOOT, system_map);
	tap_num(install_remove(&system_policy, &system_room), 0, "a pending file is removed");
	tap_str(system_text(BOOT), "", "if it had been installed");
	system_write_manifest("pending", system_map, "");
	system_write(BOOT, system_stub);
	system_log[0] = '\0';
	tap_num(install_remove(&system_policy, &system_room), 0, "if it had not been");
	tap_str(system_log, "", "nothing is logged");
	tap_str(system_text(BOOT), system_stub, "about the existing file");
	system_write_manifest("ours", system_foreign, "pending 1 0 1 " BOOT "\n");
	system_write(BOOT, system_foreign);
	install_remove(&system_policy, &system_room);
	tap_str(system_text(BOOT), "", "unless gangway installed that too");
	tap_str(system_text(MANIFEST), "", "the manifest is removed");
}

/* On FAT the time of our file shifts with the clock, and the size alone does not suffice. */
static void known_by_content(void)
{
	static char edited[sizeof(system_map)];
	char manifest[256];
	struct sys_stat st = {0};

	system_new("content");
	system_install();
	memcpy(edited, system_map, sizeof(system_map));
	*strstr(edited, "two") = 'T';
	system_write(BOOT, edited);
	system_log[0] = '\0';
	install_remove(&system_policy, &system_room);
	tap_str(system_log, BOOT ": not removed: it was changed\n" LIB ": removed\n",
		"another of the same size is not ours");

	system_new("rotten");
	system_write(LIB, edited);
	sys_stat(SYS_CWD, system_path(LIB), 0, &st);
	snprintf(manifest, sizeof(manifest),
		 "version 1\nbuild-id 01010101\nright %llu %lld 1 " LIB "\n",
		 (unsigned long long)st.size, (long long)st.mtime);
	system_write(MANIFEST, manifest);
	system_install();
	tap_str(system_log, BOOT ": installed\n",
		"a file that matches the manifest is not classified again");
	tap_str(system_text(BOOT), system_map, "but not copied if its contents differ");
}

#define V "version 1\n"

static void broken_manifests(void)
{
	static const char *const texts[] = {
		"",
		V "junk\n",
		V "build-id\n",
		"ours 1 2 3 /boot\n",
		"version 2\nours 1 2 3 /boot\n",
		"version 1",
		V "ours 1 2 /boot\n",
		V "ours 1 2 3\n",
		V "ours 1 2 3 boot\n",
		V "ours -1 2 3 /boot\n",
		V "ours 1 2 g /boot\n",
		V "ours 1 2 3 /boot more\n",
		V "ours 99999999999999999999 2 3 /boot\n",
		V "ours 1 2 10000000000000000 /boot\n",
		V "right 1 2 3 /a\nright 1 2 3 /b\nright 1 2 3 /c\nright 1 2 3 /d\nright 1 2 3 "
		  "/e\nright 1 2 3 /f\nright 1 2 3 /g\nright 1 2 3 /h\nright 1 2 3 /i\n",
	};
	struct manifest manifest;

	system_new("stamps");
	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char text[512];

		snprintf(text, sizeof(text), "%sright 1 2 3 /valid\n", texts[i]);
		system_write(MANIFEST, text);
		manifest_read(system_root, R, &manifest);
		tap_num(manifest.count, 0, "invalid manifest %u is empty, in spite of a valid line",
			i);
	}
	tap_num(system_install(), 0, "an invalid manifest is ignored");
	tap_str(system_log, BOOT ": installed\n" LIB ": installed\n",
		"all paths are classified again");
}

int main(void)
{
	system_begin();
	removing();
	removed_after_cut();
	known_by_content();
	broken_manifests();
	return tap_done();
}
