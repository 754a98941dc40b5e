// SPDX-License-Identifier: GPL-2.0
#include "init/rescue/rescue.h"

#include <errno.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/console.h"
#include "init/boot/drivers.h"
#include "init/boot/events.h"
#include "init/rescue/failreport.h"
#include "init/rescue/shell.h"
#include "init/root/containers.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Seconds that a shell waits for keyboard drivers. */
enum { KEYBOARD_SECONDS = 5 };

/* Seconds that the summary stays on the screen before the panic's register dump covers it. */
enum { HOLD_SECONDS = 10 };

/* Why no shell may run; NULL: it may. */
static const char *no_shell(const struct config *c, bool *console)
{
	if (c->panic < 0)
		return "panic= is negative";
	if (c->shell == CHOICE_NO)
		return "gangway.shell=no";
	if (!file_exists(SHELL))
		return SHELL " is not in the image";
	return console_have(console) ? NULL : "there is no console";
}

/* panic= above 0 limits the time; a panic that is requested at once is not delayed. */
static int hold_seconds(int panic)
{
	if (panic < 0)
		return 0;
	return panic && panic < HOLD_SECONDS ? panic : HOLD_SECONDS;
}

/* The only place where PID 1 exits: the kernel panics, and reboots according to panic=. */
static _Noreturn void give_up(struct boot *b, const char *why, int seconds)
{
	int64_t end = sys_now() + seconds * SYS_SECOND;

	log_error("no rescue shell: %s; the kernel will panic in %d s", why, seconds);
	while (!events_wait(b, end, false))
		;
	log_close();
	sys_exit(1);
}

/* Loads keyboard drivers, which no root needs. */
static void load_keyboard(struct boot *b)
{
	int64_t deadline = sys_now() + KEYBOARD_SECONDS * SYS_SECOND;

	if (drivers_prepare(b))
		return;
	events_coldplug(&b->coldplug, &b->loader);
	while (!events_settled(&b->loader, &b->devices))
		if (events_wait(b, deadline, false))
			return;
}

/* Waits panic= seconds for a key. */
static bool key_pressed(struct boot *b)
{
	int64_t deadline = sys_now() + b->config.panic * SYS_SECOND;

	containers_stop(b);
	keys_open(&b->keys); /* discards earlier input */
	log_error("press a key within %d s for a shell", b->config.panic);
	while (!b->keys.pressed && !events_wait(b, deadline, true))
		;
	keys_close(&b->keys);
	return b->keys.pressed;
}

void rescue(struct boot *b, const char *step)
{
	struct failreport report = {.step = step};
	const char *why;
	int err;

	(void)console_have(&b->console); /* messages may have no other destination */
	failreport_log(b, &report);
	why = no_shell(&b->config, &b->console);
	if (!why)
		load_keyboard(b);
	failreport_summary(b, &report);
	if (why)
		give_up(b, why, hold_seconds(b->config.panic));
	if (b->config.panic > 0 && !key_pressed(b))
		give_up(b, "no key was pressed", 0);
	log_error("starting rescue shell%s%s; 'exit' retries step %s",
		  b->keys.pressed ? " on " : "", b->keys.pressed ? b->keys.pressed : "", step);
	err = shell_run(b, step, b->config.panic);
	if (err == -ETIMEDOUT)
		give_up(b, "it is not used", 0);
	if (err)
		give_up(b, SHELL " cannot be run", hold_seconds(b->config.panic));
	containers_again(&b->devices);
	devices_again(&b->devices);
	drivers_again(b);
	if (!b->stranded && mounts_step(b)) /* existing mounts are left unchanged */
		log_error("%s", b->cause);
}

void rescue_break(struct boot *b, const char *step)
{
	const char *why = no_shell(&b->config, &b->console);

	if (why) {
		log_error("no shell before step %s: %s", step, why);
		return;
	}
	load_keyboard(b);
	log_error("starting rescue shell before step %s; 'exit' continues", step);
	(void)shell_run(b, step, 0); /* the boot continues if it fails */
}
