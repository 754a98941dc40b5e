// SPDX-License-Identifier: GPL-2.0
/*
 * The last step: PID 1 executes the real init (run_init_process, init/main.c, 6.1). If no exec
 * succeeds, it returns to the initramfs, which contains the shell.
 */
#include <errno.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/console.h"
#include "init/boot/events.h"
#include "init/boot/rcu.h"
#include "init/boot/watchdog.h"
#include "init/root/containers.h"
#include "init/root/naming.h"
#include "init/switch/cleanup.h"
#include "init/switch/newroot.h"
#include "init/root/record.h"
#include "init/switch/rootinit.h"
#include "init/switch/sysmap.h"
#include "init/switch/systemd.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Seconds to wait for a watchdog that is wanted and has not appeared. */
enum { WATCHDOG_SECONDS = 2 };

/* As the kernel passes by default: CONFIG_INIT_ENV_ARG_LIMIT, HOME and TERM (init/main.c, 6.1). */
enum { VARIABLES = 34 };

static void log_where(const struct boot *b, const char *init)
{
	int ms = (int)(sys_now() / 1000);

	if (b->config.stay || !b->root)
		log_info("starting %s %s after %d.%03d s", init,
			 b->config.stay ? "in the image itself" : "on a root without a device",
			 ms / 1000, ms % 1000);
	else
		log_info("starting %s on %s (/dev/%s, %s, %s) after %d.%03d s", init,
			 candidate_now(&b->candidates)->root, b->root->dev.name, b->root_type,
			 b->root_writable ? "rw" : "ro", ms / 1000, ms % 1000);
}

/* An existing program that is "not found" has a missing interpreter. */
static const char *exec_error_text(int err)
{
	return err == -ENOENT ? "its interpreter is missing" : error_text(err);
}

/*
 * The kernel's variables, and PATH if they have none: some inits rely on the one of an initramfs, such as
 * Debian's runit, whose scripts do not find fsck without it.
 */
static char **environment(char **from)
{
	static char *envp[VARIABLES + 2];
	unsigned count = 0;

	for (; from[count]; count++) {
		if (count == VARIABLES || text_after(from[count], "PATH="))
			return from;
		envp[count] = from[count];
	}
	envp[count] = (char *)"PATH=/sbin:/usr/sbin:/bin:/usr/bin";
	return envp;
}

/* Tries init= only; otherwise the kernel's candidates that exist, from the checked one on. */
static int run_inits(struct boot *b)
{
	int counts = 0;

	for (const char *init = b->init; init; init = rootinit_next(&b->config, init)) {
		int err;

		b->argv[0] = (char *)init; /* the others are the kernel's, and some for systemd */
		err = sys_exec(init, systemd_arguments(b), environment(b->envp));
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
 * Returns to where a shell can run: signals, the old root, and only then the log, whose files are
 * there.
 */
static void come_back(struct boot *b, int pipe)
{
	if (pipe > 0)
		cleanup_cancel(pipe);
	sysmap_stop(&b->sysmap);
	systemd_forget();
	(void)sys_signals_init(); /* it succeeded at the start */
	events_reap(b);           /* children that ended meanwhile raised no signal */
	b->stranded = !b->config.stay && newroot_leave(b);
	if (b->stranded)
		log_error("cannot return to the initramfs: a rescue shell runs in the new root");
	else
		log_open(b->console);
	(void)console_open(&b->console); /* on failure the old descriptors still work */
}

/* Starts the cleanup process. Returns its pipe; 0: it does not run. */
static int prepare_cleanup(struct boot *b)
{
	int pipe = b->config.stay ? 0 : cleanup_start(b);

	if (pipe >= 0)
		return pipe;
	log_error("the memory of the initramfs is not freed: %s", error_text(pipe));
	return 0;
}

/*
 * The exec closes the watchdog, which makes the kernel feed it once more (watchdog_release(),
 * drivers/watchdog/watchdog_dev.c, 6.1). Before that, its driver may still be probing.
 */
static void await_watchdog(struct boot *b)
{
	struct watchdog *w = &b->watchdog;
	int64_t wanted = b->config.watchdog, deadline = sys_now() + WATCHDOG_SECONDS * SYS_SECOND;

	while (watchdog_feed(w, wanted) < 0 && wanted && !events_wait(b, deadline, false))
		;
	if (w->error)
		log_error("/dev/watchdog: %s", error_text(w->error));
}

static int become(struct boot *b)
{
	int err;

	devices_reports(&b->devices);
	naming_log_others(b);
	log_where(b, b->init);
	containers_stop(b);
	console_hand_over(&b->console);
	record_write(b);
	rcu_restore();
	log_close();
	err = sys_signals_reset();
	if (err)
		log_error("the real init starts with signals blocked: %s", error_text(err));
	return run_inits(b);
}

int init_step(struct boot *b)
{
	int err = b->config.stay ? rootinit_check(b, "/") : 0;
	int pipe;

	if (err)
		return err;
	await_watchdog(b);
	pipe = prepare_cleanup(b);
	err = become(b);
	come_back(b, pipe);
	return err;
}
