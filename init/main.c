// SPDX-License-Identifier: GPL-2.0
/*
 * The boot sequence, from the kernel to the real init, in the order of the kernel's initrd_load ->
 * mount_root -> run_init_process. This file contains the table of steps and the loop that runs it;
 * each step is in the file of its name.
 */
#include <string.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/ramdisk.h"
#include "init/modprobe.h"
#include "init/rescue/rescue.h"
#include "init/root/nextroot.h"
#include "lib/sys.h"
#include "lib/text.h"

enum failure {
	GO_ON,    /* the boot may succeed without it; the cause is logged */
	RESCUE,   /* failure report, a shell if allowed, then try again */
	FALLBACK, /* try the next candidate from step root on; after the last one, RESCUE */
};

/* The ways to the real init. Each step is part of some of them. */
enum way {
	SWITCH = 1,  /* gangway mounts the root and executes its init */
	STAY = 2,    /* the image itself is the root */
	LINUXRC = 4, /* gangway ends, and the kernel mounts the root and executes its init */
	ALL = SWITCH | STAY | LINUXRC,
};

/* Rows of the table below. */
enum { CONFIG = 2, ROOT = 4 };

static const struct step {
	const char *name;
	int (*run)(struct boot *b);
	unsigned char back; /* where to go on after a rescue shell: so many steps before this one */
	unsigned char failure, ways; /* enum failure, enum way */
} steps[] = {
	/* clang-format off */
	{"console", console_step, 0, GO_ON,    ALL},
	{"mounts",  mounts_step,  0, GO_ON,    ALL},
	[CONFIG] = {"config", config_step, 0, RESCUE, ALL},
	{"drivers", drivers_step, 0, RESCUE,   ALL},
	[ROOT] = {"root", root_step, 0, FALLBACK, SWITCH | LINUXRC},
	{"resume",  resume_step,  1, GO_ON,    SWITCH},
	{"trial",   trial_step,   2, FALLBACK, SWITCH},
	{"mount",   mount_step,   3, FALLBACK, SWITCH | LINUXRC},
	{"linuxrc", linuxrc_step, 4, FALLBACK, LINUXRC},
	{"stub",    stub_step,    0, GO_ON,    SWITCH},
	{"switch",  switch_step,  0, FALLBACK, SWITCH},
	{"sysmap",  sysmap_step,  0, GO_ON,    SWITCH},
	{"init",    init_step,    2, FALLBACK, SWITCH | STAY},
	/* clang-format on */
};

enum { STEPS = sizeof(steps) / sizeof(steps[0]), BREAKS_SIZE = STEPS * 16 };

_Static_assert((int)STEPS <= (int)BOOT_STEPS, "boot.h: done[] is too small for all steps");

static const struct step *find_step(const char *name)
{
	for (const struct step *step = steps; step < steps + STEPS; step++)
		if (text_equal(step->name, name))
			return step;
	return NULL;
}

static bool is_taken(const struct boot *b, const struct step *step)
{
	return step->ways & (b->linuxrc ? LINUXRC : b->config.stay ? STAY : SWITCH);
}

static bool is_break(const struct boot *b, const struct step *step)
{
	/* earlier steps have already run */
	return step && step > steps + CONFIG && is_taken(b, step);
}

/* Checks gangway.break= after the configuration is read. */
static void check_break(struct boot *b)
{
	struct config *c = &b->config;
	char expected[BREAKS_SIZE];
	int len = 0;

	if (!c->break_step || is_break(b, find_step(c->break_step)))
		return;
	for (const struct step *step = steps; step < steps + STEPS; step++)
		if (is_break(b, step))
			len += text_format(expected + len, sizeof(expected) - len, "%s%s",
					   len ? ", " : "", step->name); /* fits */
	log_error("ignoring gangway.break=%s: expected %s or no", c->break_step, expected);
	c->break_step = NULL;
}

static void note_done(struct boot *b, const struct step *step, int64_t began)
{
	if (b->done_count < BOOT_STEPS) /* many retries: only the first steps are kept */
		b->done[b->done_count++] = (struct boot_step){step->name, began, sys_now()};
}

/* Without a root on NEW_ROOT, no step after `root` could succeed. */
static const struct step *step_after_rescue(struct boot *b, const struct step *step)
{
	if (b->config.stay)
		return step;
	if (nextroot_restart(b) && step->failure == FALLBACK)
		return steps + ROOT;
	return step - step->back;
}

/* Runs one step. Returns the next one, or one to try again. */
static const struct step *take_step(struct boot *b, const struct step *step)
{
	const char *stop = b->config.break_step;
	int64_t began;
	int err;

	if (!is_taken(b, step))
		return step + 1;
	if (stop && text_equal(stop, step->name))
		rescue_break(b, step->name);
	began = sys_now();
	log_debug("step %s", step->name);
	err = step->run(b);
	if (step == steps + CONFIG)
		check_break(b);
	if (!err) {
		note_done(b, step, began);
		return step + 1;
	}
	if (step->failure == GO_ON) {
		log_error("step %s: %s", step->name, b->cause);
		return step + 1;
	}
	if (step->failure == FALLBACK && nextroot_take(b))
		return steps + ROOT;
	rescue(b, step->name);
	return step_after_rescue(b, step);
}

static struct boot boot;

int main(int argc, char **argv, char **envp)
{
	const struct step *step = steps;
	const char *slash = strrchr(argv[0], '/'), *name = slash ? slash + 1 : argv[0];

	if (text_equal(name, "modprobe"))
		return modprobe_main(argc, argv);
	boot.ramdisk = ramdisk_is_root();
	boot.linuxrc = sys_getpid() != 1;
	if (boot.linuxrc && !ramdisk_is_linuxrc(name)) {
		static const char usage[] =
			"gangway: /init must be executed by the kernel as process 1\n";

		(void)sys_write(2, usage, sizeof(usage) - 1); /* no other channel exists */
		return 1;
	}
	if (boot.ramdisk)
		ramdisk_make_writable();
	boot.argv = argv;
	boot.envp = envp;
	boot.old_root = boot.run = -1;
	boot.uevents = boot.devices.report[0] = -1; /* not open: descriptor 0 is the console */
	for (;;)
		step = take_step(&boot, step); /* the last one executes the real init */
}
