// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/kernel/mapverify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "sysmap/match.h"
#include "tools/mkinitrd/base/alloc.h"

/* About 90 KiB. */
static struct match_room room;

/* `why` is new memory. */
static enum map_verdict conclude(struct mapproof *m, enum map_verdict verdict, char *why)
{
	free(m->why);
	m->why = why;
	return verdict;
}

static enum map_verdict refuse_error(struct mapproof *m, int err)
{
	return conclude(m, VERDICT_REFUSED, alloc_text("%s", strerror(-err)));
}

/* ---- check the map itself ---- */

static enum map_verdict refuse_fault(struct mapproof *m, const struct map_reader *reader, int err)
{
	const char *fault = map_fault_text(reader->fault);

	if (err == -ENODATA)
		return conclude(m, VERDICT_REFUSED,
				alloc_text("%s", match_reason_text(MATCH_NO_KERNEL)));
	if (!reader->fault)
		return refuse_error(m, err);
	if (reader->fault == MAP_STUB || reader->fault == MAP_EMPTY)
		return conclude(m, VERDICT_REFUSED, alloc_text("it is %s", fault));
	return conclude(m, VERDICT_REFUSED,
			alloc_text("not a System.map: line %llu: %s",
				   (unsigned long long)reader->line, fault));
}

/* ---- compare the map with a kernel ---- */

static enum map_verdict compare_vmlinuz(struct mapproof *m, const struct proof *map)
{
	const struct vmlinuz *v = &m->vmlinuz;

	if (!proof_agrees(map, &v->proof))
		return conclude(m, VERDICT_REFUSED,
				alloc_text("its symbols differ from those of %s", v->path));
	if (map->stext != v->proof.stext)
		return conclude(m, VERDICT_REFUSED,
				alloc_text("%s", match_reason_text(MATCH_MOVED)));
	strcpy(m->id, v->id);
	return conclude(m, VERDICT_PROVED, alloc_text("its symbols match those of %s", v->path));
}

/* The running kernel is not that of another root, even if the release is the same. */
static bool is_running(const struct mapproof *m)
{
	struct utsname running;

	return !m->root->dir[0] && uname(&running) == 0 && strcmp(running.release, m->release) == 0;
}

static enum map_verdict compare_running(struct mapproof *m, int fd)
{
	static const enum map_verdict verdicts[] = {[MATCH_YES] = VERDICT_PROVED,
						    [MATCH_NO] = VERDICT_REFUSED,
						    [MATCH_UNKNOWN] = VERDICT_UNPROVED};
	struct match match;
	int err = lseek(fd, 0, SEEK_SET) < 0 ? -errno : match_running("", fd, &room, &match);

	if (err)
		return refuse_error(m, err);
	if (match.verdict == MATCH_YES && buildid_running("", m->id))
		m->id[0] = '\0';
	return conclude(m, verdicts[match.verdict],
			alloc_text("compared with the running kernel: %s",
				   match_reason_text(match.reason)));
}

static enum map_verdict judge_open(struct mapproof *m, int fd)
{
	struct proof map;
	struct stat st;
	int err;

	if (fstat(fd, &st) < 0)
		return refuse_error(m, -errno);
	if (!S_ISREG(st.st_mode))
		return conclude(m, VERDICT_REFUSED, alloc_text("not a regular file"));
	map_begin(&room.reader, fd, MAP_SYSTEM_MAP);
	err = proof_read(&room.reader, &map);
	if (!err && !map.has_end)
		err = -ENODATA;
	if (err)
		return refuse_fault(m, &room.reader, err);
	err = digest_fd(fd, &m->digest);
	if (err)
		return refuse_error(m, err);
	if (!m->vmlinuz_read)
		vmlinuz_read(&m->vmlinuz, m->root, m->release);
	m->vmlinuz_read = true;
	if (!m->vmlinuz.why)
		return compare_vmlinuz(m, &map);
	if (is_running(m))
		return compare_running(m, fd);
	return conclude(m, VERDICT_UNPROVED, alloc_text("%s", m->vmlinuz.why));
}

enum map_verdict mapproof_judge(struct mapproof *mapproof, const char *path)
{
	/* O_NONBLOCK: do not block on a FIFO */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum map_verdict verdict;

	mapproof->id[0] = '\0';
	if (fd < 0)
		return refuse_error(mapproof, -errno);
	verdict = judge_open(mapproof, fd);
	close(fd);
	return verdict;
}

void mapproof_free(struct mapproof *mapproof)
{
	vmlinuz_free(&mapproof->vmlinuz);
	free(mapproof->why);
}
