// SPDX-License-Identifier: GPL-2.0
#include "sysmap/stamp.h"

#include <errno.h>
#include <string.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/atomic.h"

enum { STAMP_TEXT = 2048 };

static const char *const state_names[] = {
	[STAMP_PENDING] = "pending",
	[STAMP_OURS] = "ours",
	[STAMP_RIGHT] = "right",
	[STAMP_LEFT] = "left",
};

static int stamp_path(const char *root, const char *release, char *ret_path)
{
	int len = text_format(ret_path, ATOMIC_PATH, "%s/lib/modules/%s/System.map.gangway", root,
			      release);

	return len < 0 ? len : 0;
}

/* ---- reading ---- */

static int take_number(const char **rest, const char *end, uint64_t *ret_value)
{
	char digits[21];
	const char *token;
	long len = text_token(rest, end, &token);
	int err = len < 0 ? -EINVAL : text_copy_n(digits, sizeof(digits), token, len);

	return err ? err : text_number(digits, 10, INT64_MAX, ret_value);
}

static bool token_is(const char *token, size_t len, const char *text)
{
	return len == strlen(text) && memcmp(token, text, len) == 0;
}

/* "ours 3912345 1795310670 /boot/System.map-R", behind its first word */
static int read_entry(enum stamp_state state, const char *rest, const char *end,
		      struct stamp *stamp)
{
	struct stamp_entry *entry = &stamp->entry[stamp->count];
	const char *path;
	uint64_t mtime;
	long len;
	int err;

	if (stamp->count == STAMP_ENTRIES)
		return -EINVAL;
	err = take_number(&rest, end, &entry->size);
	if (!err)
		err = take_number(&rest, end, &mtime);
	if (err)
		return err;
	len = text_token(&rest, end, &path);
	if (len < 0 || *path != '/' || rest != end)
		return -EINVAL;
	entry->state = state;
	entry->mtime = mtime;
	stamp->count++;
	return text_copy_n(entry->path, sizeof(entry->path), path, len);
}

static int read_line(const char *line, const char *end, struct stamp *stamp)
{
	const char *rest = line, *word;
	long len = text_token(&rest, end, &word);

	if (len < 0)
		return -EINVAL;
	if (token_is(word, len, "build-id")) {
		len = text_token(&rest, end, &word);
		return len < 0 ? -EINVAL : text_copy_n(stamp->id, sizeof(stamp->id), word, len);
	}
	for (int state = 0; state < STAMP_STATES; state++)
		if (token_is(word, len, state_names[state]))
			return read_entry(state, rest, end, stamp);
	return -EINVAL;
}

int stamp_read(const char *root, const char *release, struct stamp *ret_stamp)
{
	char path[ATOMIC_PATH], text[STAMP_TEXT];
	const char *rest = text, *line;
	int err = stamp_path(root, release, path);
	long len;

	ret_stamp->id[0] = '\0';
	ret_stamp->count = 0;
	len = err ? err : file_read(path, text, sizeof(text));
	if (len < 0)
		return len;
	for (const char *end = text + len; !err && (len = text_line(&rest, end, &line)) >= 0;)
		err = read_line(line, line + len, ret_stamp);
	if (err) {
		ret_stamp->id[0] = '\0';
		ret_stamp->count = 0;
	}
	return err;
}

/* ---- writing ---- */

static int format_entry(const struct stamp_entry *entry, char *to, size_t size)
{
	return text_format(to, size, "%s %llu %lld %s\n", state_names[entry->state],
			   (unsigned long long)entry->size, (long long)entry->mtime, entry->path);
}

static int format_stamp(const struct stamp *stamp, char *text)
{
	int len = *stamp->id ? text_format(text, STAMP_TEXT, "build-id %s\n", stamp->id) : 0;

	for (unsigned i = 0; len >= 0 && i < stamp->count; i++) {
		int more = format_entry(&stamp->entry[i], text + len, STAMP_TEXT - len);

		len = more < 0 ? more : len + more;
	}
	return len;
}

int stamp_write(const char *root, const char *release, const struct stamp *stamp, uint32_t mode)
{
	struct atomic file;
	char path[ATOMIC_PATH], text[STAMP_TEXT];
	int len = format_stamp(stamp, text), err = stamp_path(root, release, path);
	ssize_t wrote;

	if (len < 0 || err)
		return len < 0 ? len : err;
	atomic_sweep(path);
	err = atomic_open(&file, path, mode);
	if (err)
		return err;
	wrote = sys_write(file.fd, text, len);
	if (wrote == len)
		return atomic_commit(&file);
	atomic_abandon(&file);
	return wrote < 0 ? wrote : -ENOSPC;
}

int stamp_remove(const char *root, const char *release)
{
	char path[ATOMIC_PATH];
	int err = stamp_path(root, release, path);

	return err ? err : sys_unlink(SYS_CWD, path, 0);
}

/* ---- entries ---- */

struct stamp_entry *stamp_find(struct stamp *stamp, const char *path)
{
	for (unsigned i = 0; i < stamp->count; i++)
		if (text_equal(stamp->entry[i].path, path))
			return &stamp->entry[i];
	return NULL;
}

/* Size and time of the file itself, not of what a link leads to; both 0 where there is none. */
static int look_at(const char *root, const char *path, struct sys_stat *ret_stat)
{
	char full[ATOMIC_PATH];
	int err = text_format(full, sizeof(full), "%s%s", root, path);

	*ret_stat = (struct sys_stat){0};
	if (err >= 0)
		err = sys_stat(SYS_CWD, full, AT_SYMLINK_NOFOLLOW, ret_stat);
	return err == -ENOENT ? 0 : err;
}

int stamp_set(struct stamp *stamp, const char *root, const char *path, enum stamp_state state)
{
	struct stamp_entry *entry = stamp_find(stamp, path);
	struct sys_stat st;
	int err = look_at(root, path, &st);

	if (!err && !entry) {
		entry = &stamp->entry[stamp->count];
		err = stamp->count == STAMP_ENTRIES
			      ? -ENOSPC
			      : text_copy(entry->path, sizeof(entry->path), path);
		stamp->count += !err;
	}
	if (err)
		return err;
	entry->state = state;
	entry->size = st.size;
	entry->mtime = st.mtime;
	return 0;
}

void stamp_forget(struct stamp *stamp, const char *path)
{
	struct stamp_entry *entry = stamp_find(stamp, path);

	if (entry)
		*entry = stamp->entry[--stamp->count];
}

bool stamp_is_ours(const struct stamp_entry *entry)
{
	return entry && (entry->state == STAMP_OURS || entry->state == STAMP_PENDING);
}

bool stamp_holds(const struct stamp_entry *entry, const char *root)
{
	struct sys_stat st;

	return entry->state != STAMP_PENDING && look_at(root, entry->path, &st) == 0 &&
	       st.size == entry->size && st.mtime == entry->mtime;
}
