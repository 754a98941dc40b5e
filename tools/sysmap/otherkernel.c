// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/otherkernel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/digest.h"
#include "sysmap/running/rebuild.h"
#include "sysmap/writer.h"
#include "tools/kernel/fault.h"
#include "tools/kernel/kernel.h"
#include "tools/kernel/segments.h"
#include "tools/sysmap/message.h"

static struct map_writer writer;
static struct kallsyms kallsyms;

static const char *const dirs[] = {"", "/proc", "/sys", "/sys/kernel"};

enum { DIRS = sizeof(dirs) / sizeof(dirs[0]) };

static const char *path_in(const struct otherkernel *kernel, const char *path)
{
	static char full[128];

	snprintf(full, sizeof(full), "%s%s", kernel->machine, path);
	return full;
}

/* Writes a note in the kernel's format: "GNU", NT_GNU_BUILD_ID, the id. */
static int write_notes(const struct otherkernel *kernel)
{
	unsigned char note[16 + BUILDID_SIZE] = "\4\0\0\0\0\0\0\0\3\0\0\0GNU";
	size_t len = strlen(kernel->manifest.id) / 2;
	FILE *file = fopen(path_in(kernel, "/sys/kernel/notes"), "w");
	bool fine;

	note[4] = len;
	for (size_t i = 0; i < len; i++)
		sscanf(kernel->manifest.id + 2 * i, "%2hhx", &note[16 + i]);
	if (!file)
		return fault_errno(kernel->machine, -errno);
	fine = !len || fwrite(note, 16 + len, 1, file) == 1;
	if (fclose(file) || !fine)
		return fault_errno(kernel->machine, -EIO);
	return 0;
}

static int write_map(struct kernel *from, struct otherkernel *kernel)
{
	struct map_symbol symbol;
	bool in_kernel = false, whole = false;
	int got;

	if (segments_kallsyms(from, &kallsyms) < 0)
		return -1;
	map_write_begin(&writer, kernel->fd, kallsyms.word * 2);
	while ((got = kallsyms_next(&kallsyms, &symbol)) > 0) {
		whole |= text_equal(symbol.name, "_end");
		percpu_restore(&in_kernel, &symbol);
		map_write(&writer, &symbol);
	}
	if (got < 0)
		return fault("%s: damaged: invalid symbol name in kallsyms", from->path);
	if (!whole)
		return fault("%s: the kernel has text symbols only (no KALLSYMS_ALL)", from->path);
	got = map_write_end(&writer);
	return got ? fault_errno(kernel->map, got) : 0;
}

static int take_kernel(struct kernel *from, void *context)
{
	struct otherkernel *kernel = context;

	kernel_buildid(from, kernel->manifest.id);
	if (write_map(from, kernel) < 0 || write_notes(kernel) < 0)
		return -1;
	kernel->manifest.count = 1;
	kernel->manifest.entry[0].digest = writer.digest;
	return 0;
}

/* Searches the paths that distributions use. */
static int find_vmlinuz(const char *root, const char *release, char *ret_path, size_t size)
{
	static const char *const formats[] = {"%s/boot/vmlinuz-%s", "%s/boot/vmlinux-%s",
					      "%s/lib/modules/%s/vmlinuz",
					      "%s/usr/lib/modules/%s/vmlinuz"};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		snprintf(ret_path, size, formats[i], root, release);
		if (access(ret_path, F_OK) == 0)
			return 0;
	}
	return message("no vmlinuz-%s in %s/boot or %s/lib/modules/%s", release, root, root,
		       release);
}

static int make_machine(struct otherkernel *kernel)
{
	const char *tmp = getenv("TMPDIR");
	int len = snprintf(kernel->machine, sizeof(kernel->machine), "%s/sysmap.XXXXXX",
			   tmp && *tmp && strlen(tmp) < 32 ? tmp : "/tmp");

	(void)len; /* it fits */
	if (!mkdtemp(kernel->machine))
		return message_errno(kernel->machine, -errno);
	for (size_t i = 1; i < DIRS; i++)
		if (mkdir(path_in(kernel, dirs[i]), 0700))
			return message_errno(kernel->machine, -errno);
	snprintf(kernel->map, sizeof(kernel->map), "%s/proc/kallsyms", kernel->machine);
	kernel->fd = sys_create(kernel->map, 0600);
	return kernel->fd < 0 ? message_errno(kernel->map, kernel->fd) : 0;
}

int otherkernel_open(const char *root, const char *release, struct otherkernel *ret_kernel)
{
	struct otherkernel *kernel = ret_kernel;
	char path[4096];
	int result;

	*kernel = (struct otherkernel){.fd = -1};
	if (find_vmlinuz(root, release, path, sizeof(path)) < 0)
		return -1;
	result = make_machine(kernel);
	if (!result && kernel_with(path, take_kernel, kernel) < 0)
		result = message_fault();
	if (kernel->fd >= 0)
		sys_close(kernel->fd);
	kernel->fd = result ? -1 : sys_open(SYS_CWD, kernel->map, O_RDONLY);
	if (!result && kernel->fd < 0)
		result = message_errno(kernel->map, kernel->fd);
	if (result)
		otherkernel_close(kernel);
	return result;
}

void otherkernel_close(struct otherkernel *kernel)
{
	if (kernel->fd >= 0)
		sys_close(kernel->fd);
	unlink(path_in(kernel, "/proc/kallsyms"));
	unlink(path_in(kernel, "/sys/kernel/notes"));
	for (size_t i = DIRS; i--;)
		rmdir(path_in(kernel, dirs[i]));
}
