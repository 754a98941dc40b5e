// SPDX-License-Identifier: GPL-2.0
/*
 * sysmap place [OPTION...], sysmap remove [OPTION...] RELEASE: install or remove the maps of a
 * running system, or from a package's script, as the helper of the image does.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "lib/text.h"
#include "sysmap/install/install.h"
#include "tools/sysmap/args.h"
#include "tools/sysmap/commands.h"
#include "tools/sysmap/message.h"
#include "tools/sysmap/otherkernel.h"

static struct install_workspace workspace;

static void print(void *context, const char *path, const char *what)
{
	const struct install_policy *policy = context;

	printf("%s%s: %s\n", policy->root, path, what);
}

/* For package scripts, which print only files that were not removed. */
static void print_unless_removed(void *context, const char *path, const char *what)
{
	if (!text_equal(what, "removed"))
		print(context, path, what);
}

/* Whether it can be the name of a directory in /lib/modules: without slashes, and no option. */
static bool is_release(const char *text)
{
	return *text && *text != '-' && !strchr(text, '/') && !text_equal(text, ".") &&
	       !text_equal(text, "..");
}

enum { OPT_ALL = 256, OPT_ROOT, OPT_KERNEL, OPT_MODE, OPT_WAIT, OPT_QUIET };

static const struct option place_options[] = {
	{"all", no_argument, NULL, OPT_ALL},
	{"root", required_argument, NULL, OPT_ROOT},
	{"kernel", required_argument, NULL, OPT_KERNEL},
	{"mode", required_argument, NULL, OPT_MODE},
	{"wait", required_argument, NULL, OPT_WAIT},
	{0},
};

static const struct option remove_options[] = {
	{"root", required_argument, NULL, OPT_ROOT},
	{"quiet", no_argument, NULL, OPT_QUIET},
	{0},
};

static int take_option(void *context, int option)
{
	struct install_policy *policy = context;
	uint64_t number;

	switch (option) {
	case OPT_ALL:
		policy->all = true;
		return EXIT_YES;
	case OPT_ROOT:
		policy->root = text_equal(optarg, "/") ? "" : optarg;
		return EXIT_YES;
	case OPT_KERNEL:
		policy->release = optarg;
		return is_release(optarg) ? EXIT_YES : EXIT_USAGE;
	case OPT_MODE:
		if (text_number(optarg, 8, 0777, &number))
			return EXIT_USAGE;
		policy->mode = number;
		return EXIT_YES;
	case OPT_WAIT:
		if (text_number(optarg, 10, 86400, &number))
			return EXIT_USAGE;
		policy->timeout = number * 1000000;
		return EXIT_YES;
	case OPT_QUIET:
		policy->log = print_unless_removed;
		return EXIT_YES;
	default:
		return EXIT_USAGE;
	}
}

static struct install_policy default_policy(void)
{
	return (struct install_policy){
		.root = "", .machine = "", .mode = 0600, .image_map = -1, .log = print};
}

/* An absolute path; "" for this system's own root. */
static bool take_root(struct install_policy *policy)
{
	char *real = realpath(policy->root, NULL);

	if (!real)
		message_errno(policy->root, -errno);
	else if (text_equal(real, "/"))
		*real = '\0';
	policy->root = real;
	return real;
}

/* A package's script installs the map of the package's kernel. */
static int install_other(struct install_policy *policy)
{
	struct otherkernel kernel;
	int err;

	if (otherkernel_open(policy->root, policy->release, &kernel) < 0)
		return EXIT_NO;
	policy->machine = kernel.machine;
	policy->image_map = kernel.fd;
	policy->image_manifest = &kernel.manifest;
	err = install_run(policy, &workspace);
	otherkernel_close(&kernel);
	return err ? EXIT_NO : EXIT_YES;
}

int command_place(char **args)
{
	struct install_policy policy = default_policy();
	struct utsname name;

	if (args_take_options(&args, place_options, take_option, &policy) != EXIT_YES || *args)
		return EXIT_USAGE;
	uname(&name);
	policy.context = &policy;
	if (*policy.root && !take_root(&policy))
		return EXIT_NO;
	umask(0777 & ~policy.mode); /* limits the mode to the requested one */
	if (policy.release && !text_equal(policy.release, name.release))
		return install_other(&policy);
	policy.release = name.release;
	return install_run(&policy, &workspace) ? EXIT_NO : EXIT_YES;
}

int command_remove(char **args)
{
	struct install_policy policy = default_policy();
	bool quiet;
	int err;

	if (args_take_options(&args, remove_options, take_option, &policy) != EXIT_YES ||
	    !args[0] || args[1] || !is_release(args[0]))
		return EXIT_USAGE;
	quiet = policy.log == print_unless_removed;
	policy.release = args[0];
	policy.context = &policy;
	if (*policy.root && !take_root(&policy))
		return EXIT_NO;
	err = install_remove(&policy, &workspace);
	if (err == -ENOENT && quiet)
		err = 0;
	if (err == -ENOENT)
		message("%s: no map was installed for this release", policy.release);
	else if (err)
		message_errno(policy.release, err);
	return err ? EXIT_NO : EXIT_YES;
}
