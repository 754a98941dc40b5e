// SPDX-License-Identifier: GPL-2.0
#include "init/switch/rootinit.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/mounts.h"
#include "init/root/mounting.h"
#include "lib/error.h"
#include "lib/interp.h"
#include "lib/sys.h"

/* kernel_init(), init/main.c, 6.1 */
static const char *const inits[] = {"/sbin/init", "/etc/init", "/bin/init", "/bin/sh"};

enum { INITS = sizeof(inits) / sizeof(inits[0]) };

static struct check {
	struct child child;
	const char *root, *init;
	bool nodes; /* the console may be the root's own */
	struct check_result {
		int found;         /* index in `inits` */
		int errors[INITS]; /* of the earlier ones */
	} result;
} check;

/* Scripts may have a script as interpreter: exec_binprm(), fs/exec.c, 6.1, goes five deep. */
enum { INTERPRETERS = 5 };

/* Left to exec: a program on a network may be unreadable, and its interpreter may be missing. */
static int read_block(const char *path, char *block)
{
	int fd = sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);
	int got = fd < 0 ? fd : sys_read(fd, block, INTERP_BLOCK_SIZE);

	if (fd >= 0)
		sys_close(fd);
	return got == -EACCES || got == -ENOENT ? 0 : got;
}

/*
 * Reads what exec will read of the program and its interpreter, so that a disk that fails or does
 * not respond is noticed here.
 */
static int read_ahead(const char *program)
{
	char block[INTERP_BLOCK_SIZE];
	int got = read_block(program, block);

	for (int i = 0; i < INTERPRETERS && got > 0; i++) {
		const char *path = interp_find(block, got);

		got = path ? read_block(path, block) : 0;
	}
	return got;
}

/* A regular file with any execute permission. Only the exec checks its format. */
static int check_program(const char *path)
{
	struct sys_stat st;
	int err = sys_stat(SYS_CWD, path, 0, &st);

	if (err)
		return err;
	if (!S_ISREG(st.mode) || !(st.mode & 0111))
		return -EACCES;
	return read_ahead(path);
}

static int check_usual(struct check_result *result)
{
	int first_err = -ENOENT;

	for (int i = 0; i < INITS; i++) {
		int err = check_program(inits[i]);

		result->found = i;
		result->errors[i] = err;
		if (!err)
			return 0;
		if (first_err == -ENOENT)
			first_err = err;
	}
	return first_err;
}

/* PID 1 will look up the four directories and the console again; then they are cached. */
static int check_root(void *context)
{
	struct check *c = context;
	struct sys_stat st;
	int err = sys_chroot(c->root);

	if (!err)
		err = sys_chdir("/");
	for (int i = 0; !err && i < MOUNTS_COUNT; i++)
		(void)sys_stat(SYS_CWD, mounts_path(i), AT_SYMLINK_NOFOLLOW, &st);
	if (c->nodes)
		(void)sys_stat(SYS_CWD, "dev/console", AT_SYMLINK_NOFOLLOW, &st);
	if (!err)
		err = c->init ? check_program(c->init) : check_usual(&c->result);
	return err;
}

static void log_errors(const struct check_result *result)
{
	for (int i = 0; i < INITS; i++)
		if (result->errors[i] && result->errors[i] != -ENOENT)
			log_error("%s of the root: %s", inits[i], error_text(result->errors[i]));
}

static int fail_check(struct boot *b, const char *init, int err)
{
	struct blockdev dev;

	if (b->root && blockdev_read(b->root->dev.name, &dev) == -ENOENT)
		return boot_fail(b, -ENODEV, "the root's disk, /dev/%s, was removed",
				 b->root->dev.name);
	if (init)
		return boot_fail_error(b, err, "init=%s of the root", init);
	if (err != -ENOENT && err != -EACCES)
		return boot_fail_error(b, err, "the root cannot be read");
	return boot_fail(b, err, "the root has no init that can be executed (%s, %s, %s, %s)",
			 inits[0], inits[1], inits[2], inits[3]);
}

int rootinit_check(struct boot *b, const char *root)
{
	const char *init = b->config.init;
	const struct child_plan plan = {
		.name = "gangway-check",
		.run = check_root,
		.context = &check,
		.result = &check.result,
		.size = sizeof(check.result),
	};
	int err;

	check.root = root;
	check.init = init;
	check.nodes = b->nodes;
	memset(&check.result, 0, sizeof(check.result));
	err = child_start(&b->children, &check.child, &plan);
	if (err)
		return boot_fail_error(b, err, "cannot start a process to check the root");
	err = mounting_await(b, &check.child, "checking the init of the root");
	if (child_give_up(&b->children, &check.child))
		return boot_fail(b, -ETIMEDOUT,
				 "the root's disk does not respond: checking its "
				 "init takes too long");
	log_errors(&check.result);
	if (err)
		return fail_check(b, init, err);
	b->init = init ? init : inits[check.result.found];
	return 0;
}

const char *rootinit_next(const struct config *c, const char *init)
{
	for (int i = 0; !c->init && i < INITS - 1; i++)
		if (inits[i] == init)
			return inits[i + 1];
	return NULL;
}
