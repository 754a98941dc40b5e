// SPDX-License-Identifier: GPL-2.0
#include "init/root/mounting.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mount.h>

#include "fs/mountroot.h"
#include "init/base/log.h"
#include "init/boot/await.h"
#include "init/boot/boot.h"
#include "init/boot/mounts.h"
#include "init/devices/devprobe.h"
#include "init/root/mountfail.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Seconds for a disk that responds, even if the time for the root is over. */
enum { LEAST_TIME = 10 };

/* Mounts in progress, all but one of them given up. */
enum { MOUNTS = 4, WHAT_SIZE = MOUNTING_SOURCE_SIZE + 96 };

static struct mounting {
	struct child child;
	struct mount_request request;
	struct mount_result result;
	char source[MOUNTING_SOURCE_SIZE], target[sizeof(NEW_ROOT) + 4];
	uint64_t seq; /* of the disk that was probed */
	bool given_up;
} mounts[MOUNTS];

/* The name now refers to another disk than the probed one; no file system returns this error. */
enum { CHANGED = -EREMCHG };

static struct child unmounting;

int64_t mounting_limit(int64_t deadline)
{
	int64_t least = sys_now() + LEAST_TIME * SYS_SECOND;

	if (deadline < 0)
		return -1;
	return deadline > least ? deadline : least;
}

/* ---- whether the disk makes progress --------------------------------------------------------- */

enum { STAT_READS = 0, STAT_WRITES = 4 }; /* Documentation/block/stat.rst, 6.1 */

/* Number of requests that the root's disk has completed; 0: unknown. */
static uint64_t completed(const struct device *root)
{
	char path[BLOCKDEV_NAME_SIZE + 32], text[256];
	char *rest = text;
	uint64_t sum = 0, number;

	if (!root ||
	    text_format(path, sizeof(path), "/sys/class/block/%s/stat", root->dev.name) < 0 ||
	    file_read(path, text, sizeof(text)) < 0)
		return 0;
	for (int field = 0; field <= STAT_WRITES; field++) {
		const char *value = rest + strspn(rest, " ");

		rest = (char *)value + strcspn(value, " \n");
		if (*rest)
			*rest++ = '\0';
		if ((field == STAT_READS || field == STAT_WRITES) &&
		    !text_number(value, 10, INT64_MAX, &number))
			sum += number;
	}
	return sum;
}

int mounting_await(struct boot *b, struct child *c, const char *what)
{
	int64_t deadline = mounting_limit(b->candidates.deadline);
	uint64_t before = completed(b->root);
	int err;

	while ((err = await_child(b, c, what, deadline)) == -ETIMEDOUT && c->pid) {
		uint64_t now = completed(b->root);

		if (now == before)
			break;
		before = now;
		deadline = sys_now() + LEAST_TIME * SYS_SECOND;
	}
	return err;
}

/* ---- the mount ----------------------------------------------------------------------------- */

/*
 * An open device keeps its number: the name refers to the disk that was probed until the mount is
 * done.
 */
static int run(void *context)
{
	struct mounting *m = context;
	int disk = sys_open(SYS_CWD, m->source, O_RDONLY | O_NONBLOCK);
	int err = disk < 0 ? disk : 0;

	if (!err && devprobe_seq(disk) != m->seq)
		err = CHANGED;
	if (!err)
		err = mount_root(&m->request, &m->result);
	if (disk >= 0)
		sys_close(disk);
	return err;
}

static void undo(void *context)
{
	const struct mounting *m = context;

	(void)sys_umount(m->target, MNT_DETACH); /* it may not have been mounted */
}

/* If its report was already in the pipe when it was given up, it has not undone the mount. */
static int undo_in_child(void *context)
{
	undo(context);
	return 0;
}

static void ended(struct boot *b, struct child *c)
{
	struct mounting *m = (struct mounting *)c; /* its first member */
	const struct child_plan plan = {
		.name = "gangway-umount", .run = undo_in_child, .context = m};

	if (m->given_up && !c->status)
		(void)child_start(&b->children, c, &plan); /* else it stays unused */
}

/* -EBUSY: the limit is reached. */
static int find_free(struct mounting **ret_free)
{
	for (int i = 0; i < MOUNTS; i++) {
		if (mounts[i].child.pid)
			continue;
		text_format(mounts[i].target, sizeof(mounts[i].target), NEW_ROOT ".%d", i);
		*ret_free = &mounts[i];
		return 0;
	}
	return -EBUSY;
}

/* The same device cannot be mounted while an earlier attempt is in progress. */
static int await_earlier(struct boot *b, const char *source)
{
	char what[WHAT_SIZE];

	text_format(what, sizeof(what), "the earlier mount of %s", source);
	for (struct mounting *m = mounts; m < mounts + MOUNTS; m++)
		if (m->child.pid && text_equal(m->source, source) &&
		    mounting_await(b, &m->child, what) == -ETIMEDOUT)
			return boot_fail(b, -EBUSY, "%s: an earlier mount of it does not end",
					 source);
	return 0;
}

static int start(struct boot *b, struct mounting *m, const struct mount_request *request)
{
	const struct child_plan plan = {
		.name = "gangway-mount",
		.run = run,
		.context = m,
		.result = &m->result,
		.size = sizeof(m->result),
		.undo = undo,
		.ended = ended,
	};

	(void)text_copy(m->source, sizeof(m->source), request->source); /* fits */
	m->request = *request;
	m->request.target = m->target;
	m->seq = b->root_seq;
	m->given_up = false;
	(void)sys_mkdir(m->target, 0755); /* the mount returns the error that matters */
	return child_start(&b->children, &m->child, &plan);
}

/* If the device is gone, that is the cause, whatever error it returned. */
static int fail(struct boot *b, const struct mount_request *request, int err)
{
	struct blockdev dev;

	if (err == CHANGED) {
		devices_change(&b->devices, b->root->dev.name); /* the event is still pending */
		return boot_fail(b, -ESTALE, "%s was removed or replaced before it was mounted",
				 request->source);
	}
	if (b->root && blockdev_read(b->root->dev.name, &dev) == -ENOENT)
		return boot_fail(b, -ENODEV, "%s was removed while it was mounted",
				 request->source);
	return mountfail(b, err, request->source, request->types);
}

static int give_up(struct boot *b, struct mounting *m)
{
	m->given_up = true;
	child_give_up(&b->children, &m->child);
	return boot_fail(b, -ETIMEDOUT, "%s does not respond: mounting it as %s takes too long",
			 m->source, m->request.types);
}

/* Moves the mount from the child's directory to NEW_ROOT. */
static int take(struct boot *b, const struct mounting *m)
{
	int err;

	(void)sys_mkdir(NEW_ROOT, 0755); /* the move returns the error that matters */
	err = sys_mount(m->target, NEW_ROOT, NULL, MS_MOVE, NULL);
	if (!err)
		return 0;
	undo((void *)m);
	return boot_fail_error(b, err, "%s cannot be moved to %s", m->target, NEW_ROOT);
}

int mounting_run(struct boot *b, const struct mount_request *request,
		 struct mount_result *ret_result)
{
	struct mounting *m = NULL;
	char what[WHAT_SIZE];
	int err = await_earlier(b, request->source);

	if (err)
		return err;
	err = find_free(&m);
	if (!err)
		err = start(b, m, request);
	if (err)
		return boot_fail_error(b, err, "cannot start a process to mount %s",
				       request->source);
	text_format(what, sizeof(what), "mounting %s as %.*s", request->source, 64, request->types);
	err = mounting_await(b, &m->child, what);
	if (m->child.pid)
		return give_up(b, m);
	if (err)
		return fail(b, request, err);
	*ret_result = m->result;
	return take(b, m);
}

/* ---- the unmount ----------------------------------------------------------------------------- */

static int unmount(void *context)
{
	(void)context;
	return sys_umount(NEW_ROOT, MNT_DETACH);
}

/* The mount disappears at once; flushing to its disk may never end. */
int mounting_undo(struct boot *b)
{
	static const struct child_plan plan = {.name = "gangway-umount", .run = unmount};
	int err = child_start(&b->children, &unmounting, &plan);

	if (!err)
		err = await_child(b, &unmounting, "unmounting " NEW_ROOT,
				  sys_now() + LEAST_TIME * SYS_SECOND);
	child_give_up(&b->children, &unmounting);
	return err && mounts_has(NEW_ROOT) ? err : 0;
}
