// SPDX-License-Identifier: GPL-2.0
/*
 * /lib/gangway/sysmap of the image: installs the running kernel's System.map in the real root.
 *
 * 	sysmap auto|all
 *
 * /init starts it after the switch and does not wait: / is the real root, the working directory is
 * still the image. Standard output is a pipe. The image is not deleted until the pipe is closed,
 * which happens when the image's map and manifest are open.
 */
#include <errno.h>
#include <string.h>

#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/install/install.h"

/*
 * On a busy processor 19 leaves it 1/70 of the time, and the map is installed a minute
 * after the real init starts; 10 leaves it 1/10.
 */
enum { NICE = 10 };

enum { MODE = 0600, PATH_SIZE = 128, LINE_SIZE = 512 };

/* A separate /boot may be mounted late. After this time the next boot tries again. */
#define TIMEOUT (INT64_C(10) * 60 * SYS_SECOND)

/* f_type of file systems in memory; of an overlay the layers are unknown (linux/magic.h). */
enum { TMPFS = 0x01021994, RAMFS = 0x858458f6, OVERLAYFS = 0x794c7630 };

static struct install_workspace workspace;
static struct manifest image_manifest;
static int kmsg = -1;

static void log_line(void *context, const char *path, const char *what)
{
	char line[LINE_SIZE];
	int len = text_format(line, sizeof(line), "<6>gangway: %s: %s\n", path, what);

	(void)context;
	if (len > 0)
		(void)sys_write(kmsg, line, len); /* there is no other log */
}

/* -ENOENT and similar: not in the image. */
static int open_in_image(const char *release, const char *end)
{
	char path[PATH_SIZE];
	int len = text_format(path, sizeof(path), "lib/modules/%s/System.map%s", release, end);

	return len < 0 ? len : sys_open(SYS_CWD, path, O_RDONLY);
}

/* Without a valid manifest, the map is verified by its symbols. */
static const struct manifest *load_image_manifest(const char *release)
{
	int fd = open_in_image(release, ".gangway");
	int err = fd < 0 ? fd : manifest_load(fd, &image_manifest);

	if (fd >= 0)
		sys_close(fd);
	return err ? NULL : &image_manifest;
}

/* From here on the image may be deleted. */
static void leave_image(void)
{
	(void)sys_chdir("/"); /* the real root exists */
	(void)sys_dup2(0, 1);
	(void)sys_nice(NICE);
}

/* Installing some MB in memory at each boot must be requested. */
static bool is_in_memory(void)
{
	int fd = sys_open(SYS_CWD, "/", O_RDONLY | O_DIRECTORY);
	uint64_t magic = 0;

	if (fd < 0)
		return false;
	(void)sys_fs_magic(fd, &magic); /* on error 0 */
	sys_close(fd);
	return magic == TMPFS || magic == RAMFS || magic == OVERLAYFS;
}

static int install(const struct install_policy *policy)
{
	if (!policy->all && is_in_memory()) {
		log_line(
			NULL, "System.map",
			"not installed: the root may be in memory; gangway.sysmap=all installs it");
		return 0;
	}
	if (install_is_done(policy, &workspace))
		return 0;
	return install_run(policy, &workspace) != 0; /* which has logged the reason */
}

int main(int argc, char **argv)
{
	struct sys_uname kernel;
	struct install_policy policy = {
		.root = "",
		.machine = "",
		.release = kernel.release,
		.all = argc == 2 && text_equal(argv[1], "all"),
		.mode = MODE,
		.timeout = TIMEOUT,
		.log = log_line,
	};

	if (!policy.all && (argc != 2 || !text_equal(argv[1], "auto")))
		return 2;
	if (sys_uname(&kernel))
		return 1; /* cannot fail */
	sys_set_name("gangway-sysmap");
	kmsg = sys_open(SYS_CWD, "/dev/kmsg", O_WRONLY);
	policy.image_map = open_in_image(policy.release, "");
	policy.image_manifest = load_image_manifest(policy.release);
	leave_image();
	return install(&policy);
}
