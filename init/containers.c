// SPDX-License-Identifier: GPL-2.0
#include "init/containers.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "init/boot.h"
#include "init/events.h"
#include "init/log.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

#define DIR "/lib/gangway/"

enum { PROGRAM_SIZE = sizeof(DIR) + 32, VARIABLE_SIZE = FS_LABEL_SIZE + 32 };

/* Seconds. */
enum {
	PATIENCE = 30,        /* since a helper was started or last asked */
	MISSING_DEFAULT = 15, /* for missing devices, if the wait for the root has no limit */
	ANNOUNCE = 1,         /* until missing devices are announced */
	SETTLE = 3,           /* for drivers, before the user is asked */
	LOOKS = 2,            /* for probes, before a step that depends on them */
};

/* Exit status of a helper: gangway-init(8). */
enum {
	STATUS_INCOMPLETE = 75, /* EX_TEMPFAIL of sysexits.h */
	STATUS_ASK = 100,
	STATUS_ASK_LAST = 199,
	STATUS_NOT_RUN = 127, /* as in a shell; no request to ask */
};

static int program_of(const char *type, char *path)
{
	struct sys_stat st;
	int err = text_format(path, PROGRAM_SIZE, DIR "%s", type);

	if (err >= 0)
		err = sys_stat(SYS_CWD, path, 0, &st);
	if (err < 0)
		return err;
	return S_ISREG(st.mode) && st.mode & 0111 ? 0 : -EACCES;
}

/* ---- starting ------------------------------------------------------------------------------ */

static struct helper *find_free(struct helpers *h)
{
	for (struct helper *helper = h->list; helper < h->list + HELPERS; helper++)
		if (!helper->child.pid)
			return helper;
	return NULL;
}

static unsigned count_running(const struct helpers *h)
{
	unsigned count = 0;

	for (unsigned i = 0; i < HELPERS; i++)
		count += h->list[i].child.pid != 0;
	return count;
}

static void helper_ended(struct boot *b, struct child *c);

/* Starts a helper; the environment has udev's names for the identifiers of the device. */
static int run(struct boot *b, struct helper *helper, const char *path, const struct device *d,
	       enum helper_mode mode)
{
	static char ask[] = "ask", degraded[] = "degraded";
	static char *const words[] = {
		[HELPER_ALONE] = NULL, [HELPER_ASK] = ask, [HELPER_DEGRADED] = degraded};
	const struct {
		const char *name, *value;
	} variables[] = {
		{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"},
		{"ID_FS_TYPE", d->id.type},
		{"ID_FS_UUID", d->id.uuid},
		{"ID_FS_LABEL", d->id.label},
		{"ID_PART_ENTRY_UUID", d->dev.partuuid},
		{"ID_PART_ENTRY_NAME", d->dev.partlabel},
		{"GANGWAY_ROOT", candidate_now(&b->candidates)->root},
	};
	enum { COUNT = sizeof(variables) / sizeof(variables[0]) };
	static char text[COUNT][VARIABLE_SIZE];
	char device[BLOCKDEV_NAME_SIZE + 8];
	char *argv[] = {(char *)path, device, words[mode], NULL}, *envp[COUNT + 1] = {NULL};
	const struct child_plan plan = {.argv = argv, .envp = envp, .ended = helper_ended};

	for (unsigned i = 0; i < COUNT; i++) {
		text_format(text[i], VARIABLE_SIZE, "%s=%s", variables[i].name, variables[i].value);
		envp[i] = text[i];
	}
	blockdev_path(&d->dev, device, sizeof(device)); /* fits */
	return child_start(b, &helper->child, &plan);
}

/* Returns 0 if it runs; -EAGAIN if there is no free process or helper slot now. */
static int start(struct boot *b, struct device *d, enum helper_mode mode, int64_t now)
{
	struct helper *helper = find_free(&b->helpers);
	bool first = !count_running(&b->helpers);
	char path[PROGRAM_SIZE];
	int err = program_of(d->id.type, path);

	if (err)
		return err;
	if (!helper || run(b, helper, path, d, mode))
		return -EAGAIN;
	if (first)
		b->helpers.busy = now;
	helper->mode = mode;
	helper->heard = now;
	(void)text_copy(helper->name, sizeof(helper->name), d->dev.name); /* fits */
	log_debug("%s /dev/%s, mode %u", path, d->dev.name, (unsigned)mode);
	return 0;
}

static bool is_container(const struct device *d)
{
	return d->state == DEVICE_KNOWN && d->id.container;
}

/* Exit status of the last run; -1: not run, no helper, or killed by a signal. */
static int status_of(const struct device *d)
{
	bool over = is_container(d) && d->opened && d->opening > 0 && WIFEXITED(d->opening);

	return over ? WEXITSTATUS(d->opening) : -1;
}

static bool is_incomplete(const struct device *d)
{
	return status_of(d) == STATUS_INCOMPLETE;
}

static bool wants_person(const struct device *d)
{
	return status_of(d) >= STATUS_ASK && status_of(d) <= STATUS_ASK_LAST &&
	       status_of(d) != STATUS_NOT_RUN;
}

/* When uncertain means are tried, measured from the start of the wait. */
static int64_t last_resort(const struct boot *b)
{
	return b->config.timeout < 0 ? MISSING_DEFAULT * SYS_SECOND : b->config.timeout / 2;
}

static int64_t time_for_missing(const struct boot *b)
{
	return b->config.degraded > 0 ? b->config.degraded : last_resort(b);
}

/* The next device to run in a mode; NULL: none. */
static struct device *next_for(struct boot *b, enum helper_mode mode)
{
	struct device *end = b->devices.list + b->devices.count, *next = NULL;

	for (struct device *d = b->devices.list; d < end; d++) {
		if (mode == HELPER_ALONE && is_container(d) && !d->opened)
			return d;
		if (mode == HELPER_DEGRADED && is_incomplete(d) && !d->degraded &&
		    b->config.degraded >= 0)
			return d;
		if (mode == HELPER_ASK && wants_person(d) &&
		    (!next || status_of(d) < status_of(next)))
			next = d;
	}
	return next;
}

/* When the device may be run in a mode. */
static int64_t due(struct boot *b, const struct device *d, enum helper_mode mode)
{
	if (mode == HELPER_DEGRADED)
		return b->helpers.degraded_at;
	if (status_of(d) == STATUS_ASK_LAST)
		return b->root_began + last_resort(b);
	return events_settled(b) ? b->root_began : b->drivers_began + SETTLE * SYS_SECOND;
}

/* Whether running helpers and probes could still make it unnecessary. */
static bool is_early(const struct boot *b, int64_t now, int64_t due_at, enum helper_mode mode)
{
	bool early = now < due_at ||
		     (devices_probing(&b->devices) && now < due_at + LOOKS * SYS_SECOND);

	for (const struct helper *h = b->helpers.list; h < b->helpers.list + HELPERS; h++)
		if (h->child.pid && (h->mode != HELPER_ASK || mode == HELPER_ASK))
			early = early || mode == h->mode || now - h->heard < PATIENCE * SYS_SECOND;
	return early;
}

/* Records a start. If it failed, the device has failed, unless the failure is temporary. */
static bool take_start(struct device *d, int err)
{
	if (err == -EAGAIN)
		return false;
	d->opened = true;
	d->opening = err;
	if (err && err != -ENOENT)
		containers_log(d);
	return true;
}

static void start_next(struct boot *b, enum helper_mode mode, int64_t now)
{
	struct device *d = next_for(b, mode);

	if (!d || is_early(b, now, due(b, d, mode), mode) || !take_start(d, start(b, d, mode, now)))
		return;
	d->degraded = d->degraded || mode == HELPER_DEGRADED;
}

static int64_t announce_time(const struct boot *b)
{
	return b->helpers.degraded_at - time_for_missing(b) + ANNOUNCE * SYS_SECOND;
}

static void announce_device(const struct boot *b, const struct device *d, int64_t now)
{
	int64_t left = b->helpers.degraded_at - now;

	if (b->config.degraded < 0)
		log_error("%s on /dev/%s: other devices are missing", d->id.type, d->dev.name);
	else
		log_error("%s on /dev/%s: other devices are missing; if the root needs it, it is "
			  "started without them in %d s",
			  d->id.type, d->dev.name,
			  left > 0 ? (int)((left + SYS_SECOND / 2) / SYS_SECOND) : 0);
}

/* After a pause, since the members of an array appear one after another. */
static void announce(struct boot *b, int64_t now)
{
	if (b->helpers.announced || now < announce_time(b))
		return;
	b->helpers.announced = true;
	for (const struct device *d = b->devices.list; d < b->devices.list + b->devices.count; d++)
		if (is_incomplete(d) && !d->degraded)
			announce_device(b, d, now);
}

void containers_begin(struct boot *b)
{
	for (unsigned i = 0; i < b->devices.count; i++)
		b->devices.list[i].degraded = false;
}

bool containers_start(struct boot *b, int64_t now)
{
	struct device *d;
	bool opened = false;

	while ((d = next_for(b, HELPER_ALONE)) && take_start(d, start(b, d, HELPER_ALONE, now)))
		opened = true;
	announce(b, now);
	start_next(b, HELPER_ASK, now);
	start_next(b, HELPER_DEGRADED, now);
	return opened;
}

bool containers_done(const struct boot *b, const struct device *d)
{
	bool done = d->opened && !wants_person(d) && (!is_incomplete(d) || d->degraded);

	for (const struct helper *h = b->helpers.list; h < b->helpers.list + HELPERS; h++)
		done = done && !(h->child.pid && text_equal(h->name, d->dev.name));
	return done;
}

static int64_t sooner(int64_t a, int64_t b, int64_t now)
{
	return b > now && b < a ? b : a;
}

int64_t containers_next(struct boot *b, int64_t now)
{
	int64_t next = INT64_MAX;

	if (next_for(b, HELPER_ALONE))
		next = now + SYS_SECOND; /* fork() or pipe() failed: try again */
	for (enum helper_mode mode = HELPER_ASK; mode <= HELPER_DEGRADED; mode++) {
		const struct device *d = next_for(b, mode);
		int64_t at = d ? due(b, d, mode) : 0;

		if (!d)
			continue;
		next = sooner(next, at, now);
		next = sooner(next, at + LOOKS * SYS_SECOND, now);
		next = sooner(next, now + PATIENCE * SYS_SECOND, now);
		if (mode == HELPER_DEGRADED)
			next = sooner(next, announce_time(b), now);
	}
	return next;
}

/* ---- the end ------------------------------------------------------------------------------- */

/* A device of this type was completed; devices that lacked it may be complete now. */
static void ask_again(struct boot *b, const char *type)
{
	for (struct device *d = b->devices.list; d < b->devices.list + b->devices.count; d++)
		if (is_incomplete(d) && text_equal(d->id.type, type))
			d->opened = false;
}

/* Nothing is recorded for a device that is gone. */
static void note_end(struct boot *b, const struct helper *helper, int status)
{
	struct device *d = devices_find(&b->devices, helper->name);

	if (!d || !d->opened || !is_container(d))
		return;
	d->opening = status;
	if (!status)
		ask_again(b, d->id.type);
	if (is_incomplete(d) && helper->mode == HELPER_ALONE) {
		b->helpers.degraded_at = sys_now() + time_for_missing(b);
		b->helpers.announced = false;
	} else if (status && !(helper->mode == HELPER_ALONE && wants_person(d))) {
		containers_log(d);
	}
}

/* Leaves at least LOOKS seconds for the devices that the helper created. */
static void add_time(struct boot *b, int64_t time, int64_t now)
{
	if (b->deadline < 0)
		return;
	b->deadline += time;
	b->candidates.deadline += time;
	if (b->deadline < now + LOOKS * SYS_SECOND)
		b->deadline = now + LOOKS * SYS_SECOND;
}

static void helper_ended(struct boot *b, struct child *c)
{
	struct helper *helper = (struct helper *)c;
	int64_t now = sys_now();

	if (!count_running(&b->helpers))
		add_time(b, now - b->helpers.busy, now);
	note_end(b, helper, c->error ? c->error : c->status);
}

bool containers_ask(const struct boot *b)
{
	return count_running(&b->helpers) && b->console && sys_terminal_hides(0);
}

/* Waits for a helper that is still to be started, but with a limit: fork() may keep failing. */
static bool is_pending(struct boot *b, enum helper_mode mode, int64_t now)
{
	const struct device *d = next_for(b, mode);

	return d && now < due(b, d, mode) + PATIENCE * SYS_SECOND;
}

bool containers_hold(struct boot *b, int64_t now)
{
	bool asks = containers_ask(b);
	bool hold = is_pending(b, HELPER_ASK, now) || is_pending(b, HELPER_DEGRADED, now);

	for (struct helper *h = b->helpers.list; h < b->helpers.list + HELPERS; h++) {
		if (!h->child.pid)
			continue;
		if (asks)
			h->heard = now;
		hold = hold || now - h->heard < PATIENCE * SYS_SECOND;
	}
	return hold;
}

void containers_stop(struct boot *b)
{
	bool asks = containers_ask(b);

	for (struct helper *h = b->helpers.list; h < b->helpers.list + HELPERS; h++) {
		struct device *d = h->child.pid ? devices_find(&b->devices, h->name) : NULL;

		if (d)
			d->opened = false;
		if (h->child.pid)
			child_kill(&h->child, SIGTERM);
	}
	if (asks)
		(void)sys_terminal_keys(0, false);
}

void containers_again(struct boot *b)
{
	for (unsigned i = 0; i < b->devices.count; i++)
		if (b->devices.list[i].opening)
			b->devices.list[i].opened = false;
}

/* The argument of mkinitrd --with for the helper of a type. */
static const char *kind_of(const char *type)
{
	static const struct {
		const char *type, *kind;
	} kinds[] = {
		{"crypto_LUKS", "luks"},   {"LVM2_member", "lvm"},    {"linux_raid_member", "md"},
		{"ddf_raid_member", "md"}, {"isw_raid_member", "md"},
	};

	for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_equal(kinds[i].type, type))
			return kinds[i].kind;
	return NULL;
}

void containers_log(const struct device *d)
{
	const char *name = d->dev.name, *type = d->id.type, *kind;

	if (!d->opened || !d->opening)
		return;
	kind = kind_of(type);
	if (d->opening == -ENOENT && kind)
		log_error("%s on /dev/%s: no helper in the image; add it with mkinitrd --with %s",
			  type, name, kind);
	else if (d->opening < 0)
		log_error("%s on /dev/%s: helper " DIR "%s: %s", type, name, type,
			  error_text(d->opening));
	else if (WIFSIGNALED(d->opening))
		log_error("%s on /dev/%s: helper " DIR "%s was killed by signal %d", type, name,
			  type, WTERMSIG(d->opening));
	else if (is_incomplete(d))
		log_error("%s on /dev/%s: other devices are missing%s", type, name,
			  d->degraded ? ", and it was not started without them" : "");
	else
		log_error("%s on /dev/%s: helper " DIR "%s failed with exit status %d", type, name,
			  type, WEXITSTATUS(d->opening));
}
