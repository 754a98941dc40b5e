// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/host/host.h"

#include <stdlib.h>
#include <string.h>

#include "fs/rootspec.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/devices/keyboard.h"
#include "tools/mkinitrd/host/capture.h"
#include "tools/mkinitrd/host/otherroot.h"
#include "tools/mkinitrd/host/realroot.h"
#include "tools/mkinitrd/host/resume.h"
#include "tools/mkinitrd/host/rootcheck.h"
#include "tools/mkinitrd/machine/mdmap.h"
#include "tools/mkinitrd/tree/parameters.h"

#define INSTEAD "use --generic, or --machine with a directory that --capture wrote outside of it"

/* A container or a chroot may have no devices and mounts, or others than the machine. */
static int see_machine(const struct host *host, const struct mountinfo *mounts)
{
	if (!host_has_dir(host, "/sys/class/block") && !host_has_dir(host, "/sys/dev/block"))
		return report_error("no block devices in /sys: it is not mounted, or this is a "
				    "container; mount it, or " INSTEAD);
	if (mounts->count == 0)
		report_detail("/proc is not mounted, or this is a chroot: using /etc/fstab");
	return 0;
}

static int find_needs(const struct host *host, const struct config *config, struct needs *ret_needs)
{
	struct walk walk = {.host = host, .config = config, .needs = ret_needs};
	int result;

	mountinfo_read(host, &walk.mounts);
	result = see_machine(host, &walk.mounts);
	if (result == 0)
		result = realroot_walk(&walk);
	if (result == 0)
		result = otherroot_walk(&walk);
	resume_walk(&walk);
	keyboard_walk(&walk);
	mountinfo_free(&walk.mounts);
	set_free(&walk.seen);
	set_free(&walk.walked);
	return result;
}

/* Whether the machine runs the kernel that the modules are for. */
static bool same_kernel(const struct host *host, const char *release)
{
	char *runs = host_text(host, "/proc/sys/kernel", "osrelease");
	bool same = runs && strcmp(runs, release) == 0;

	free(runs);
	return same;
}

static int choose(const struct host *host, const struct config *config, struct modules *modules,
		  const struct tree *tree, struct with *with)
{
	struct needs needs = {0};
	int result = find_needs(host, config, &needs);

	if (result == 0)
		result = needs_choose(&needs, modules, same_kernel(host, modules->release), tree,
				      with);
	needs_free(&needs);
	return result;
}

int host_choose(const char *dir, const struct config *config, struct modules *modules,
		const struct tree *tree, struct with *with)
{
	struct host host;
	int result;

	if (host_open(&host, dir) < 0)
		return -1;
	result = choose(&host, config, modules, tree, with);
	with->arrays = mdmap_read(&host);
	with->host_name = mdmap_host_name(&host);
	host_close(&host);
	return result;
}

int host_command_line(const char *dir, char **ret_line)
{
	struct host host;

	if (host_open(&host, dir) < 0)
		return -1;
	*ret_line = host_text(&host, "/proc", "cmdline");
	host_close(&host);
	return 0;
}

void host_check_root(const char *dir, const char *parameter, const char *root,
		     const struct rootspec *spec)
{
	struct host host;

	if (host_open(&host, dir) < 0)
		return;
	rootcheck_warn(&host, parameter, root, spec);
	host_close(&host);
}

/* Reads everything that host_choose(), host_check_root() and the microcode read. */
static int keep_all(struct host *host, struct tree *tree)
{
	static struct config config; /* large */
	struct needs needs = {0};
	char *line;
	int result;

	host->kept = tree;
	line = host_text(host, "/proc", "cmdline");
	parameters_of_text("", 0, line, &config);
	free(line);
	result = find_needs(host, &config, &needs);
	same_kernel(host, "");
	(void)host_has_dir(host, "/dev/disk"); /* for host_check_root() */
	free(host_processor(host));
	free(mdmap_read(host));
	free(mdmap_host_name(host));
	needs_free(&needs);
	return result;
}

int host_capture(const char *dir, const char *to)
{
	struct tree tree = {0};
	struct host host;
	int result;

	if (host_open(&host, dir) < 0)
		return -1;
	result = keep_all(&host, &tree);
	if (capture_write(&tree, to) < 0)
		result = -1;
	tree_free(&tree);
	host_close(&host);
	return result;
}
