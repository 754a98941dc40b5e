// SPDX-License-Identifier: GPL-2.0
/* root= and its fallbacks: which devices they may mean, their time, and their order. */
#include "init/config/candidates.h"

#include <errno.h>
#include <string.h>

#include "host-tests/tap.h"
#include "init/config/config.h"
#include "init/devices/devices.h"
#include "lib/sys.h"
#include "lib/text.h"

static struct candidates candidates;

static int64_t deadline(int64_t timeout, int64_t began)
{
	candidates_begin(&candidates, timeout, began);
	return candidates.deadline;
}

static void open_roots(const char *root, const char *fallbacks)
{
	static struct config config;

	config.root = root;
	config.fallback.count = fallbacks != NULL;
	config.fallback.list[0] = fallbacks;
	tap_num(candidates_open(&candidates, &config), 0, "root=%s, fallbacks %s", root,
		fallbacks ? fallbacks : "none");
}

static enum chance chance_of(const char *label, bool probed, bool container)
{
	struct device d = {.state = probed ? DEVICE_KNOWN : DEVICE_PROBING};

	text_copy(d.dev.name, sizeof(d.dev.name), "sda");
	text_copy(d.id.label, sizeof(d.id.label), label);
	d.id.container = container;
	return candidates_chance(&candidates, &d);
}

/* If there are too many devices, those that no candidate may mean are dropped first: case P23. */
static void chances(void)
{
	open_roots("LABEL=root", "LABEL=next,/dev/sdb");
	tap_ok(chance_of("root", true, false) == CHANCE_NAMED, "a device that root= names");
	tap_ok(chance_of("next", true, false) == CHANCE_NAMED, "or a fallback");
	tap_ok(chance_of("other", true, false) == CHANCE_NONE, "or none of them");
	tap_ok(chance_of("", false, false) == CHANCE_SOME, "one that is not probed may be it");
	tap_ok(chance_of("other", true, true) == CHANCE_SOME, "a container may hold it");
	open_roots("LABEL=root", "/dev/sda");
	tap_ok(chance_of("", false, false) == CHANCE_NAMED, "a name needs no probe");
	open_roots("gpt-auto", NULL);
	tap_ok(chance_of("other", true, false) == CHANCE_SOME, "root=gpt-auto may mean any");
	open_roots("PARTUUID=12345678-01/PARTNROFF=1", NULL);
	tap_ok(chance_of("other", true, false) == CHANCE_SOME, "so may an offset");
}

static void time_shares(void)
{
	open_roots("LABEL=a", "LABEL=b,LABEL=c");
	tap_num(deadline(-1, 100), -1, "no limit");
	tap_num(deadline(30, 100), 110, "a third for the first of three");
	candidates_give_up(&candidates, "it failed early");
	tap_num(deadline(30, 104), 117, "half of the rest for the second");
	candidates_give_up(&candidates, "so did it");
	tap_num(deadline(30, 120), 130, "all of it for the last");
	tap_num(deadline(30, 140), 140, "nothing is left");
}

static void restart(void)
{
	open_roots("LABEL=a", "LABEL=b");
	tap_ok(candidates_give_up(&candidates, "no a"), "there is a fallback");
	tap_str(candidate_now(&candidates)->root, "LABEL=b", "which is next");
	tap_ok(!candidates_give_up(&candidates, "no b"), "it is the last");
	tap_str(candidates.list[1].cause, "no b", "its cause is kept for the report");
	candidates_restart(&candidates);
	tap_str(candidate_now(&candidates)->root, "LABEL=a", "after a shell all are tried again");
	tap_ok(!*candidates.list[0].cause && !*candidates.list[1].cause,
	       "and the old causes are not reported again");
	tap_num(deadline(30, 200), 215, "they have the whole time again");
}

static int open_slots(const char *root, const char *trial, const char *fallback)
{
	static struct config config;

	config = (struct config){.root = root, .trial = trial, .slots = CHOICE_YES};
	config.fallback.count = fallback != NULL;
	config.fallback.list[0] = fallback;
	return candidates_open(&candidates, &config);
}

/* What gangway.slots=gpt excludes is not booted, since it would not be counted. */
static void slots(void)
{
	static const char cause[] =
		"cannot use root=LABEL=a: gangway.slots needs gpt-auto, not gangway.trial";

	tap_num(open_slots("gpt-auto", NULL, NULL), 0, "slots of root=gpt-auto");
	tap_num(open_slots("gpt-auto", "", NULL), 0, "and an empty gangway.trial=");
	tap_num(open_slots(NULL, NULL, NULL), 0, "no root= is reported by step root");
	tap_num(open_slots("LABEL=a", NULL, NULL), -EINVAL, "slots of another root");
	tap_str(candidates.list[0].cause, cause, "slots of another root: the cause");
	tap_num(open_slots("gpt-auto", "LABEL=b:/c", NULL), -EINVAL, "slots and gangway.trial=");
	tap_num(open_slots("LABEL=a", NULL, "LABEL=b"), 0, "slots of another root, and a fallback");
	tap_str(candidate_now(&candidates)->root, "LABEL=b", "which is tried");
}

/* A malformed root= does not matter then. */
static void verified(void)
{
	static struct config config;

	config.verity = true;
	config.fallback.count = 0;
	for (unsigned i = 0; i < 3; i++) {
		static const char *const roots[] = {NULL, "/dev/sda", "WHAT=ever"};

		config.root = roots[i];
		tap_num(candidates_open(&candidates, &config), 0, "roothash= with root=%s",
			roots[i] ? roots[i] : "");
		tap_str(candidate_now(&candidates)->root, "/dev/mapper/root",
			"is the device mapper's");
	}
}

int main(void)
{
	slots();
	chances();
	time_shares();
	restart();
	verified();
	return tap_done();
}
