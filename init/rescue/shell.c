// SPDX-License-Identifier: GPL-2.0
#include "init/rescue/shell.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "init/base/log.h"
#include "init/boot/await.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "init/boot/rcu.h"
#include "init/root/containers.h"
#include "init/root/record.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/*
 * Variables of the kernel: at most CONFIG_INIT_ENV_ARG_LIMIT, and HOME and TERM (init/main.c, 6.1)
 */
enum { ENVIRONMENT = 40 };

/* Retry five times, a second apart, if fork() or pipe() fails. */
enum { SHELL_TRIES = 5 };

/* Minimum seconds without a key before the shell counts as unused. */
enum { LEAST_IDLE = 60 };

enum { SYNC_SECONDS = 10 };

/* ---- its start ----------------------------------------------------------------------------- */

/* Not on a disk: with gangway.break=init, the shell runs in the real root. */
#define RC "/run/gangway.sh"

/*
 * An interactive ash reads this file. Its built-in modprobe needs depmod's text files, so it is
 * replaced. The lines of the log begin with "<LEVEL>".
 */
static void write_rc(void)
{
	static const char text[] =
		"alias modprobe=/sbin/modprobe\n"
		"gangway() {\n"
		"case $1 in\n"
		"log) sed 's/^<.>//' /run/gangway/log ;;\n"
		"status) sed -n '/: step [a-z]* failed:/,$s/^<.>//p' /run/gangway/log ;;\n"
		"*) echo 'usage: gangway log|status' ;;\n"
		"esac\n"
		"}\n";
	int fd = sys_create(RC, 0644);

	if (fd < 0)
		return; /* on failure only the full path works */
	(void)sys_write(fd, text, sizeof(text) - 1);
	sys_close(fd);
}

/* PID 1's environment, with a prompt that names the step. */
static char *const *environment(char **from, const char *step)
{
	static char prompt[64], rc[] = "ENV=" RC, *envp[ENVIRONMENT + 3];
	unsigned count = 2;

	envp[0] = prompt;
	envp[1] = rc;
	text_format(prompt, sizeof(prompt), "PS1=gangway %s:$PWD # ", step);
	while (*from && count <= ENVIRONMENT + 1)
		envp[count++] = *from++;
	envp[count] = NULL;
	return envp;
}

/* The one on which the user asked for the shell. */
static const char *console_of(const struct keys *k)
{
	return k->pressed ? k->pressed : "/dev/console";
}

static int start(struct boot *b, const char *step)
{
	static char *const argv[] = {(char *)SHELL, NULL};
	const struct child_plan plan = {
		.argv = argv,
		.envp = environment(b->envp, step),
		.terminal = console_of(&b->keys),
	};
	int err;

	if (!b->stranded) { /* never in the real root */
		write_rc();
		record_write(b);
	}
	err = child_start(&b->children, &b->shell, &plan);
	for (int again = 0; err && again < SHELL_TRIES; again++) {
		(void)events_wait(b, sys_now() + SYS_SECOND, false); /* memory may become free */
		err = child_start(&b->children, &b->shell, &plan);
	}
	return err;
}

/* ---- reboot, poweroff, halt ---------------------------------------------------------------- */

/*
 * Signals that busybox's commands send to PID 1 (init/halt.c, 1.35), and the kernel for
 * Ctrl-Alt-Del.
 */
static const struct request {
	int signal;
	unsigned command;
	const char *name;
} requests[] = {
	{SIGTERM, SYS_RESTART, "reboot"},
	{SIGINT, SYS_RESTART, "reboot"},
	{SIGUSR2, SYS_POWER_OFF, "power off"},
	{SIGUSR1, SYS_HALT, "halt"},
};

static int sync_disks(void *context)
{
	(void)context;
	sys_sync();
	return 0;
}

/* A disk that does not respond must not prevent a reboot. */
static void carry_out(struct boot *b, const struct request *request)
{
	static const struct child_plan plan = {.name = "gangway-sync", .run = sync_disks};
	struct child sync;
	int err;

	log_error("%s, as requested", request->name);
	if (!child_start(&b->children, &sync, &plan)) {
		(void)await_child(b, &sync, "syncing the disks",
				  sys_now() + SYNC_SECONDS * SYS_SECOND);
		(void)child_give_up(&b->children, &sync);
	}
	err = sys_reboot(request->command, NULL);
	log_error("%s: %s", request->name, error_text(err)); /* returns only on failure */
}

static void take_request(struct boot *b)
{
	int signal = sys_signal_taken();

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (requests[i].signal == signal)
			carry_out(b, &requests[i]);
}

/* ---- whether the shell is in use ------------------------------------------------------------- */

/* When the console was last read, accurate to 8 s (tty_update_time, drivers/tty/tty_io.c, 6.1). */
static int64_t read_time(const char *console)
{
	struct sys_stat st;

	return sys_stat(SYS_CWD, console, 0, &st) ? 0 : st.atime;
}

struct shell_search {
	pid_t parent;
	bool found;
};

/* /proc/PID/stat: PID (NAME) STATE PPID; the name may contain any character (proc(5)). */
static int is_child_of(void *context, const char *name, unsigned char type)
{
	struct shell_search *search = context;
	char path[64], text[512], *at;
	uint64_t parent;

	(void)type;
	if (name[0] < '0' || name[0] > '9' ||
	    text_format(path, sizeof(path), "/proc/%s/stat", name) < 0 ||
	    file_read(path, text, sizeof(text)) < 0)
		return 0;
	at = strrchr(text, ')');
	if (!at || strlen(at) < 4)
		return 0;
	at += 4;
	at[strcspn(at, " ")] = '\0';
	if (!text_number(at, 10, INT32_MAX, &parent) && (pid_t)parent == search->parent)
		search->found = true;
	return 0;
}

/* A running command counts as use; so does an error, since there may be one. */
static bool is_busy(pid_t shell)
{
	struct shell_search search = {.parent = shell};

	return file_each(SYS_CWD, "/proc", is_child_of, &search) || search.found;
}

static int wait_for_end(struct boot *b, int seconds)
{
	int64_t idle = (seconds > LEAST_IDLE ? seconds : LEAST_IDLE) * SYS_SECOND;
	const char *console = console_of(&b->keys);
	int64_t end = seconds ? sys_now() + idle : -1, read = read_time(console);

	while (b->shell.pid) {
		int err = events_wait(b, end, false);

		take_request(b);
		if (err != -ETIMEDOUT || !b->shell.pid)
			continue;
		if (read == read_time(console) && !is_busy(b->shell.pid))
			return -ETIMEDOUT;
		read = read_time(console);
		end = sys_now() + idle;
	}
	return b->shell.error;
}

int shell_run(struct boot *b, const char *step, int seconds)
{
	int64_t began = sys_now();
	int err;

	containers_stop(b);
	rcu_restore();
	(void)sys_signal_taken(); /* discards earlier requests */
	err = start(b, step);
	if (!err)
		err = wait_for_end(b, seconds);
	rcu_expedite(&b->config);
	if (err && err != -ETIMEDOUT)
		log_error(SHELL ": %s", error_text(err));
	else if (sys_now() - began < SYS_SECOND) /* a hung-up console ends the shell at once */
		(void)events_wait(b, began + SYS_SECOND, false);
	return err;
}
