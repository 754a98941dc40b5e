// SPDX-License-Identifier: GPL-2.0
/*
 * sysmap place [OPTION...], sysmap remove [OPTION...] RELEASE: install or remove the maps of a
 * running system, or from a package's script, as the helper of the image does.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "lib/text.h"
#include "sysmap/install/install.h"
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

static bool take_number(const char *text, unsigned base, uint64_t max, uint64_t *ret_value)
{
	return text && text_number(text, base, max, ret_value) == 0;
}

/* Whether it can be the name of a directory in /lib/modules: without slashes, and no option. */
static bool is_release(const char *text)
{
	return *text && *text != '-' && !strchr(text, '/') && !text_equal(text, ".") &&
	       !text_equal(text, "..");
}

/* Parses the next option; returns the number of arguments used, or 0. */
static int take_option(char **args, struct install_policy *policy)
{
	uint64_t number;

	if (text_equal(args[0], "--all")) {
		policy->all = true;
		return 1;
	}
	if (text_equal(args[0], "--root") && args[1]) {
		policy->root = text_equal(args[1], "/") ? "" : args[1];
		return 2;
	}
	if (text_equal(args[0], "--kernel") && args[1] && is_release(args[1])) {
		policy->release = args[1];
		return 2;
	}
	if (text_equal(args[0], "--mode") && take_number(args[1], 8, 0777, &number)) {
		policy->mode = number;
		return 2;
	}
	if (text_equal(args[0], "--wait") && take_number(args[1], 10, 86400, &number)) {
		policy->timeout = number * 1000000;
		return 2;
	}
	return 0;
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

	while (*args) {
		int took = take_option(args, &policy);

		if (!took)
			return EXIT_USAGE;
		args += took;
	}
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
	bool quiet = false;
	int err;

	for (; args[0] && args[1]; args++) {
		if (text_equal(args[0], "--quiet"))
			quiet = true;
		else if (text_equal(args[0], "--root"))
			policy.root = *++args;
		else
			return EXIT_USAGE;
	}
	if (!args[0] || !is_release(args[0]))
		return EXIT_USAGE;
	if (quiet)
		policy.log = print_unless_removed;
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
