// SPDX-License-Identifier: GPL-2.0
/*
 * The last step: PID 1 becomes the real init (run_init_process, init/main.c, 6.1). When no exec
 * succeeds, it goes back to the old root, where the verdict and the shell still are.
 */
#include <errno.h>

#include "init/boot.h"
#include "init/console.h"
#include "init/containers.h"
#include "init/cleanup.h"
#include "init/events.h"
#include "init/naming.h"
#include "init/newroot.h"
#include "init/record.h"
#include "init/log.h"
#include "init/sysmap.h"
#include "lib/error.h"
#include "lib/sys.h"

static void log_where(const struct boot *b, const char *init)
{
	int ms = (int)(sys_now() / 1000);

	if (b->config.stay)
		log_info("starting %s in the image itself after %d.%03d s", init, ms / 1000,
			 ms % 1000);
	else if (!b->root)
		log_info("starting %s on a root mounted by hand after %d.%03d s", init, ms / 1000,
			 ms % 1000);
	else
		log_info("starting %s on %s (/dev/%s, %s, %s) after %d.%03d s", init,
			 candidate_now(&b->candidates)->root, b->root->dev.name, b->root_type,
			 b->root_writable ? "rw" : "ro", ms / 1000, ms % 1000);
}

/* argv and the environment are those that the kernel made, as it would have handed them over. */
static int run(struct boot *b, const char *init)
{
	b->argv[0] = (char *)init;
	return sys_exec(init, b->argv, b->envp);
}

/* A program that is there and "not found" wants an interpreter that is not. */
static const char *exec_error_text(int err)
{
	return err == -ENOENT ? "its interpreter is missing" : error_text(err);
}

/* init= strictly; else the kernel's candidates from the proved one on, as far as they are there. */
static int run_inits(struct boot *b)
{
	int counts = 0;

	for (const char *init = b->init; init; init = newroot_next_init(b, init)) {
		int err = run(b, init);

		if (err == -ENOENT && !b->config.init && init != b->init)
			continue;
		log_error("%s exists but cannot be executed: %s", init, exec_error_text(err));
		if (!counts)
			counts = boot_fail(b, err, "%s%s cannot be executed: %s",
					   b->config.init ? "init=" : "", init,
					   exec_error_text(err));
	}
	return counts;
}

/*
 * Back to where a shell can run: signals, the old root, and only then the log: its files are there.
 */
static void come_back(struct boot *b, int pipe)
{
	if (pipe > 0)
		cleanup_cancel(pipe);
	sysmap_stop(b);
	(void)sys_signals_init(); /* it worked at the start */
	events_reap(b);           /* who died meanwhile was not announced */
	b->stranded = !b->config.stay && newroot_leave(b);
	if (b->stranded)
		log_error("cannot return to the initramfs: a rescue shell runs in the new root");
	else
		log_open(b->console);
	(void)console_open(b); /* the old descriptors still work */
}

/*
 * The cleanup process's pipe, 0 where nothing needs one. After a pivot somebody must unmount the old root.
 */
static int prepare_cleanup(struct boot *b, int *ret_pipe)
{
	int pipe = b->config.stay ? 0 : cleanup_start(b);

	if (pipe < 0 && b->pivoted)
		return boot_fail(b, pipe, "cannot start the cleanup process: %s", error_text(pipe));
	if (pipe < 0)
		log_error("the memory of the initramfs is not freed: %s", error_text(pipe));
	*ret_pipe = pipe;
	return 0;
}

static int become(struct boot *b)
{
	int err;

	devices_reports(&b->devices);
	naming_log_others(b);
	log_where(b, b->init);
	containers_stop(b);
	console_hand_over(b);
	record_write(b);
	log_close();
	err = sys_signals_reset();
	if (err)
		log_error("the real init starts with signals blocked: %s", error_text(err));
	return run_inits(b);
}

int init_step(struct boot *b)
{
	int pipe = 0;
	int err = b->config.stay ? newroot_check_init(b, "/") : 0;

	if (err)
		return err;
	err = prepare_cleanup(b, &pipe);
	if (!err)
		err = become(b);
	come_back(b, pipe);
	return err;
}
