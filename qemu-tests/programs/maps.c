// SPDX-License-Identifier: GPL-2.0
/*
 * The init of the guests that test System.map: calls the component sysmap/, built as for /init, and
 * reports the results. Its initramfs contains /right.map, the kernel's map; /wrong.map, which
 * differs from it by one function; /other.map, of another kernel; and /vmlinuz.map, made on the
 * host from the kernel's file.
 *
 * The expected results are in test_sysmap.py.
 */
#include <stdio.h>
#include <string.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "qemu-tests/programs/guestport.h"
#include "sysmap/install/install.h"

static FILE *port;
static struct install_workspace workspace;
static struct rebuild_workspace rebuild_workspace;

/* KEY-us=N: the time since `since`. */
static void tell_time(const char *key, int64_t since)
{
	fprintf(port, "%s-us=%lld\n", key, (long long)(sys_now() - since));
}

static void tell_result(const char *key, const char *path)
{
	int fd = sys_open(SYS_CWD, path, O_RDONLY);
	int64_t begin = sys_now();
	struct match match;
	int err;

	workspace.match.kernel.asked = false;
	err = match_running("", fd, &workspace.match, &match);
	sys_close(fd);
	if (err)
		fprintf(port, "%s=error %d\n", key, err);
	else
		fprintf(port, "%s=%s: %s\n", key, match_result_text(match.result),
			match_reason_text(match.reason));
	tell_time(key, begin);
}

static int same_files(const char *a, const char *b)
{
	struct bytes x = {0}, y = {0};
	int same = file_map(a, &x) == 0 && file_map(b, &y) == 0 && x.len == y.len &&
		   memcmp(x.at, y.at, x.len) == 0;

	file_unmap(&x);
	file_unmap(&y);
	return same;
}

/* Rebuilds the map into /rebuilt.map, and compares it with /vmlinuz.map. */
static void tell_rebuilt(void)
{
	const struct match_kernel *running = match_ask("", &workspace.match);
	int64_t begin = sys_now();
	struct rebuilt rebuilt = {0};
	int fd = sys_create("/rebuilt.map", 0600);
	int err = rebuild_running("", running->offset, fd, &rebuild_workspace, &rebuilt);

	sys_close(fd);
	fprintf(port, "offset=%d %llx\n", running->has_offset, (unsigned long long)running->offset);
	fprintf(port, "rebuilt=%d\n", err);
	tell_time("rebuilt", begin);
	fprintf(port, "same=%d\n", same_files("/rebuilt.map", "/vmlinuz.map"));
}

static void tell_log(void *context, const char *path, const char *what)
{
	(void)context;
	fprintf(port, "log=%s: %s\n", path, what);
}

static void tell_installed(void)
{
	char boot[128];
	struct install_policy policy = {.root = "",
					.machine = "",
					.release = guest_release(),
					.all = true,
					.mode = 0600,
					.image_map = -1,
					.log = tell_log};
	int64_t begin;

	sys_close(sys_create("/boot/.keep", 0600)); /* an empty directory may be a mount point */
	begin = sys_now();
	fprintf(port, "installed=%d\n", install_run(&policy, &workspace));
	tell_time("installed", begin);
	snprintf(boot, sizeof(boot), "/boot/System.map-%s", guest_release());
	fprintf(port, "installed-same=%d\n", same_files(boot, "/rebuilt.map"));
	begin = sys_now();
	fprintf(port, "done=%d\n", install_is_done(&policy, &workspace));
	tell_time("done", begin);
	fprintf(port, "removed=%d\n", install_remove(&policy, &workspace));
}

int main(void)
{
	port = guest_begin();
	if (!port) {
		perror("maps: no port for the report");
		return 1;
	}
	fprintf(port, "release=%s\n", guest_release());
	tell_result("right", "/right.map");
	tell_result("wrong", "/wrong.map");
	tell_result("other", "/other.map");
	tell_rebuilt();
	tell_result("rebuilt-result", "/rebuilt.map");
	tell_installed();
	file_write("/proc/sys/kernel/kptr_restrict", "2");
	tell_result("hidden-right", "/right.map");
	tell_result("hidden-wrong", "/wrong.map");
	tell_result("hidden-other", "/other.map");
	guest_end(port);
	return 1;
}
