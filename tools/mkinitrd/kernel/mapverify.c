// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/kernel/mapverify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "sysmap/running/match.h"
#include "tools/mkinitrd/base/alloc.h"

/* About 90 KiB. */
static struct match_workspace workspace;

/* `why` is new memory. */
static enum map_result conclude(struct mapverify *m, enum map_result result, char *why)
{
	free(m->why);
	m->why = why;
	return result;
}

static enum map_result refuse_error(struct mapverify *m, int err)
{
	return conclude(m, MAP_REFUSED, alloc_text("%s", strerror(-err)));
}

/* ---- check the map itself ---- */

static enum map_result refuse_fault(struct mapverify *m, const struct map_reader *reader, int err)
{
	const char *fault = map_fault_text(reader->fault);

	if (err == -ENODATA)
		return conclude(m, MAP_REFUSED,
				alloc_text("%s", match_reason_text(MATCH_NO_KERNEL)));
	if (!reader->fault)
		return refuse_error(m, err);
	if (reader->fault == MAP_STUB || reader->fault == MAP_EMPTY)
		return conclude(m, MAP_REFUSED, alloc_text("it is %s", fault));
	return conclude(m, MAP_REFUSED,
			alloc_text("not a System.map: line %llu: %s",
				   (unsigned long long)reader->line, fault));
}

/* ---- compare the map with a kernel ---- */

static enum map_result compare_vmlinuz(struct mapverify *m, const struct symhash *map)
{
	const struct vmlinuz *v = &m->vmlinuz;

	if (!symhash_agrees(map, &v->symhash))
		return conclude(m, MAP_REFUSED,
				alloc_text("its symbols differ from those of %s", v->path));
	if (map->stext != v->symhash.stext)
		return conclude(m, MAP_REFUSED, alloc_text("%s", match_reason_text(MATCH_MOVED)));
	strcpy(m->id, v->id);
	return conclude(m, MAP_VERIFIED, alloc_text("its symbols match those of %s", v->path));
}

/* The running kernel is not that of another root, even if the release is the same. */
static bool is_running(const struct mapverify *m)
{
	struct utsname running;

	return !m->root->dir[0] && uname(&running) == 0 && strcmp(running.release, m->release) == 0;
}

static enum map_result compare_running(struct mapverify *m, int fd)
{
	static const enum map_result results[] = {[MATCH_YES] = MAP_VERIFIED,
						  [MATCH_NO] = MAP_REFUSED,
						  [MATCH_UNKNOWN] = MAP_UNVERIFIED};
	struct match match;
	int err = lseek(fd, 0, SEEK_SET) < 0 ? -errno : match_running("", fd, &workspace, &match);

	if (err)
		return refuse_error(m, err);
	if (match.result == MATCH_YES && buildid_running("", m->id))
		m->id[0] = '\0';
	return conclude(m, results[match.result],
			alloc_text("compared with the running kernel: %s",
				   match_reason_text(match.reason)));
}

static enum map_result classify_open(struct mapverify *m, int fd)
{
	struct symhash map;
	struct stat st;
	int err;

	if (fstat(fd, &st) < 0)
		return refuse_error(m, -errno);
	if (!S_ISREG(st.st_mode))
		return conclude(m, MAP_REFUSED, alloc_text("not a regular file"));
	map_begin(&workspace.reader, fd, MAP_SYSTEM_MAP);
	err = symhash_read(&workspace.reader, &map);
	if (!err && !map.has_end)
		err = -ENODATA;
	if (err)
		return refuse_fault(m, &workspace.reader, err);
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
	return conclude(m, MAP_UNVERIFIED, alloc_text("%s", m->vmlinuz.why));
}

enum map_result mapverify_classify(struct mapverify *mapverify, const char *path)
{
	/* O_NONBLOCK: do not block on a FIFO */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum map_result result;

	mapverify->id[0] = '\0';
	if (fd < 0)
		return refuse_error(mapverify, -errno);
	result = classify_open(mapverify, fd);
	close(fd);
	return result;
}

void mapverify_free(struct mapverify *mapverify)
{
	vmlinuz_free(&mapverify->vmlinuz);
	free(mapverify->why);
}
