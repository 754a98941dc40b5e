// SPDX-License-Identifier: GPL-2.0
#include "init/rescue.h"

#include <errno.h>

#include "init/boot.h"
#include "init/console.h"
#include "init/containers.h"
#include "init/drivers.h"
#include "init/events.h"
#include "init/say.h"
#include "init/verdict.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

#define SHELL "/bin/sh"

/* How long a shell waits for the keyboard's drivers. */
enum { KEYBOARD_SECONDS = 5 };

/* Variables of the kernel: at most CONFIG_INIT_ENV_ARG_LIMIT, and HOME and TERM (init/main.c, 6.1)
 */
enum { ENVIRONMENT = 40 };

/* How long the summary stays on the screen before the registers of the panic cover it. */
enum { HOLD_SECONDS = 10 };

/* How often more a shell is started, a second apart, where a process or a pipe is not to be had. */
enum { SHELL_TRIES = 5 };

/* Why there can be no shell; NULL: there can. */
static const char *no_shell(struct boot *b)
{
	struct sys_stat st;

	if (b->config.panic < 0)
		return "panic= is negative";
	if (b->config.shell == CHOICE_NO)
		return "gangway.shell=no";
	if (sys_stat(SYS_CWD, SHELL, 0, &st))
		return SHELL " is not in the image";
	return console_have(b) ? NULL : "there is no console";
}

/* panic= above 0 is how long a person has, and nobody waits for a panic that is to come at once. */
static int hold_seconds(const struct boot *b)
{
	if (b->config.panic < 0)
		return 0;
	return b->config.panic && b->config.panic < HOLD_SECONDS ? b->config.panic : HOLD_SECONDS;
}

/* The only place where PID 1 ends: the kernel panics, and reboots as its panic= says. */
static _Noreturn void give_up(struct boot *b, const char *why, int seconds)
{
	int64_t end = sys_now() + seconds * SYS_SECOND;

	say_error("no rescue shell: %s; the kernel will panic in %d s", why, seconds);
	while (!events_wait(b, end, false))
		;
	say_close();
	sys_exit(1);
}

/* So that a keyboard works which no root needs. */
static void load_keyboard(struct boot *b)
{
	int64_t deadline = sys_now() + KEYBOARD_SECONDS * SYS_SECOND;

	if (drivers_prepare(b))
		return;
	events_coldplug(b);
	while (!events_settled(b))
		if (events_wait(b, deadline, false))
			return;
}

/* panic=N: N seconds for a key. */
static bool key_pressed(struct boot *b)
{
	int64_t deadline = sys_now() + b->config.panic * SYS_SECOND;

	containers_stop(b);
	say_error("press a key within %d s for a shell", b->config.panic);
	keys_open(&b->keys);
	while (!b->keys.pressed && !events_wait(b, deadline, true))
		;
	keys_close(&b->keys);
	return b->keys.pressed;
}

/* PID 1's environment, with a prompt that names the step. */
static char *const *environment(const struct boot *b, const char *step)
{
	static char prompt[64], *envp[ENVIRONMENT + 2];
	unsigned count = 1;

	envp[0] = prompt;
	text_format(prompt, sizeof(prompt), "PS1=gangway %s:$PWD # ", step);
	for (char **e = b->envp; *e && count <= ENVIRONMENT; e++)
		envp[count++] = *e;
	envp[count] = NULL;
	return envp;
}

/* 0 when it has run; modules and devices go on meanwhile. -errno: it did not run. */
static int run_shell(struct boot *b, const char *step)
{
	static char *const argv[] = {(char *)SHELL, NULL};
	const struct child_plan plan = {
		.argv = argv, .envp = environment(b, step), .terminal = true};
	int err;

	containers_stop(b);
	err = child_start(b, &b->shell, &plan);
	for (int again = 0; err && again < SHELL_TRIES; again++) {
		(void)events_wait(b, sys_now() + SYS_SECOND, false); /* memory may come free */
		err = child_start(b, &b->shell, &plan);
	}
	while (b->shell.pid)
		(void)events_wait(b, -1, false);
	if (!err)
		err = b->shell.error;
	if (err)
		say_error(SHELL ": %s", error_text(err));
	return err;
}

void rescue(struct boot *b, const char *step)
{
	struct verdict verdict = {.step = step};
	const char *why;

	verdict_say(b, &verdict);
	why = no_shell(b);
	if (!why)
		load_keyboard(b);
	verdict_summary(b, &verdict);
	if (why)
		give_up(b, why, hold_seconds(b));
	if (b->config.panic > 0 && !key_pressed(b))
		give_up(b, "no key was pressed", 0);
	say_error("starting rescue shell%s%s; 'exit' retries step %s",
		  b->keys.pressed ? " on " : "", b->keys.pressed ? b->keys.pressed : "", step);
	if (run_shell(b, step))
		give_up(b, SHELL " cannot be run", hold_seconds(b));
	containers_again(b);
}

void rescue_break(struct boot *b, const char *step)
{
	const char *why = no_shell(b);

	if (why) {
		say_error("no shell before step %s: %s", step, why);
		return;
	}
	load_keyboard(b);
	say_error("starting rescue shell before step %s; 'exit' continues", step);
	(void)run_shell(b, step); /* the boot goes on all the same */
}
