// SPDX-License-Identifier: GPL-2.0
#include "host-tests/fake/fakesystem.h"

#include <stdio.h>
#include <string.h>

#include "host-tests/fake/fakemachine.h"
#include "host-tests/tap.h"
#include "lib/file.h"
#include "lib/sys.h"

const char system_stub[] = "ffffffffffffffff B The real System.map is in another package\n";
const char system_foreign[] =
	"ffffffff81000000 T _stext\nffffffff81002000 T _etext\nffffffff81003000 B _end\n";
char system_root[1024];
struct install_workspace system_room;
struct install_policy system_policy;
char system_log[2048];
char system_map[SYSTEM_TEXT];

void system_remember(void *context, const char *path, const char *what)
{
	size_t len = strlen(system_log);

	(void)context;
	snprintf(system_log + len, sizeof(system_log) - len, "%s: %s\n", path, what);
}

const char *system_path(const char *path)
{
	static char full[1200];

	snprintf(full, sizeof(full), "%s%s", system_root, path);
	return full;
}

void system_write(const char *path, const char *text)
{
	fake_write(system_path(path), text, strlen(text));
}

const char *system_text(const char *path)
{
	static char text[4096];
	ssize_t len = sys_readlink(SYS_CWD, system_path(path), text, sizeof(text) - 1);

	if (len < 0)
		len = file_read(system_path(path), text, sizeof(text));
	text[len > 0 ? len : 0] = '\0';
	return text;
}

void system_set_id(const char *id)
{
	unsigned char notes[64];

	fake_write(fake_path("/sys/kernel/notes"), notes, fake_note(notes, "GNU", id, 4));
}

void system_new(const char *name)
{
	static const char *const dirs[] = {"",     "/boot",        "/etc",
					   "/lib", "/lib/modules", ("/lib/modules/" R)};

	snprintf(system_root, sizeof(system_root), "%s", tap_path(name));
	for (unsigned i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		sys_mkdir(system_path(dirs[i]), 0700);
	system_write("/boot/vmlinuz", ""); /* an empty /boot may be a mount point */
	memset(&system_room, 0, sizeof(system_room));
	system_policy = (struct install_policy){.root = system_root,
						.machine = fake_machine,
						.release = R,
						.mode = 0600,
						.image_map = -1,
						.log = system_remember};
}

int system_install(void)
{
	system_log[0] = '\0';
	system_room.match.kernel.asked = false;
	return install_run(&system_policy, &system_room);
}

void system_write_manifest(const char *state, const char *text, const char *more)
{
	struct digest digest = DIGEST_EMPTY;
	char manifest[512];

	digest_add(&digest, text, strlen(text));
	snprintf(manifest, sizeof(manifest), "version 1\n%s %llu 0 %llx " BOOT "\n%s", state,
		 (unsigned long long)digest.size, (unsigned long long)digest.hash, more);
	system_write(MANIFEST, manifest);
}

void system_begin(void)
{
	fake_begin();
	system_set_id("\1\1\1\1");
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "ffffffff98005000 B _end\n");
	fake_core(fake_info(FAKE_CORE_NAMES, "KERNELOFFSET=17000000\n"), -1, 0);
	fake_symbols(tap_path("right"), 0, -1, "ffffffff81005000 B _end\n");
	file_read(tap_path("right"), system_map, sizeof(system_map));
}
