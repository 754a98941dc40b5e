// SPDX-License-Identifier: GPL-2.0
#include "sysmap/stamp.h"

#include <errno.h>
#include <string.h>

#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/mapdir.h"

static const char version[] = "version 1\n";

static const char *const state_names[] = {
	[STAMP_PENDING] = "pending",
	[STAMP_OURS] = "ours",
	[STAMP_RIGHT] = "right",
	[STAMP_LEFT] = "left",
};

/* Writes the path, without the root, into STAMP_PATH bytes. */
static int stamp_name(const char *release, char *ret_name)
{
	int len = text_format(ret_name, STAMP_PATH, "/lib/modules/%s/System.map.gangway", release);

	return len < 0 ? len : 0;
}

static int stamp_path(const char *root, const char *release, char *ret_path)
{
	char name[STAMP_PATH];
	int err = stamp_name(release, name);

	return err ? err : mapdir_path(root, name, ret_path);
}

/* ---- reading ---- */

static int take_number(const char **rest, const char *end, unsigned base, uint64_t *ret_value)
{
	char digits[21];
	const char *token;
	long len = text_token(rest, end, &token);
	int err = len < 0 ? -EINVAL : text_copy_n(digits, sizeof(digits), token, len);

	return err ? err : text_number(digits, base, UINT64_MAX, ret_value);
}

static bool token_is(const char *token, size_t len, const char *text)
{
	return len == strlen(text) && memcmp(token, text, len) == 0;
}

/* Parses "ours 3912345 1795310670 90d76903ae604cae /boot/System.map-R" after its first word. */
static int read_entry(enum stamp_state state, const char *rest, const char *end,
		      struct stamp *stamp)
{
	struct stamp_entry *entry = &stamp->entry[stamp->count];
	const char *path;
	uint64_t mtime;
	long len;

	if (stamp->count == STAMP_ENTRIES || take_number(&rest, end, 10, &entry->digest.size) ||
	    take_number(&rest, end, 10, &mtime) || take_number(&rest, end, 16, &entry->digest.hash))
		return -EINVAL;
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

static int parse(const char *text, const char *end, struct stamp *stamp)
{
	const char *rest = text_after(text, version), *line;
	int err = rest ? 0 : -EINVAL;
	long len;

	while (!err && (len = text_line(&rest, end, &line)) >= 0)
		err = read_line(line, line + len, stamp);
	return err;
}

static uint64_t hash_of(const char *text, size_t len)
{
	struct digest digest = DIGEST_EMPTY;

	digest_add(&digest, text, len);
	return digest.hash;
}

static void clear(struct stamp *stamp)
{
	stamp->id[0] = '\0';
	stamp->count = 0;
}

int stamp_load(int fd, struct stamp *ret_stamp)
{
	char text[STAMP_TEXT];
	ssize_t len = sys_read(fd, text, sizeof(text) - 1);
	int err;

	clear(ret_stamp);
	ret_stamp->text = 0;
	if (len < 0)
		return len;
	text[len] = '\0';
	err = len == STAMP_TEXT - 1 ? -EINVAL : parse(text, text + len, ret_stamp);
	if (err)
		clear(ret_stamp);
	ret_stamp->text = hash_of(text, len);
	return err;
}

int stamp_read(const char *root, const char *release, struct stamp *ret_stamp)
{
	char path[ATOMIC_PATH];
	int err = stamp_path(root, release, path);
	int fd = err ? err : sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);

	clear(ret_stamp);
	ret_stamp->text = 0;
	if (fd < 0)
		return fd;
	err = stamp_load(fd, ret_stamp);
	sys_close(fd);
	return err;
}

/* ---- writing ---- */

static int format_entry(const struct stamp_entry *entry, char *to, size_t size)
{
	return text_format(to, size, "%s %llu %llu %016llx %s\n", state_names[entry->state],
			   (unsigned long long)entry->digest.size, (unsigned long long)entry->mtime,
			   (unsigned long long)entry->digest.hash, entry->path);
}

int stamp_format(const struct stamp *stamp, char *ret_text)
{
	int len = *stamp->id
			  ? text_format(ret_text, STAMP_TEXT, "%sbuild-id %s\n", version, stamp->id)
			  : text_format(ret_text, STAMP_TEXT, "%s", version);

	for (unsigned i = 0; len >= 0 && i < stamp->count; i++) {
		int more = format_entry(&stamp->entry[i], ret_text + len, STAMP_TEXT - len);

		len = more < 0 ? more : len + more;
	}
	return len;
}

int stamp_open(const char *root, const char *release, uint32_t mode, struct atomic *ret_file)
{
	char name[STAMP_PATH], path[ATOMIC_PATH];
	int err = stamp_name(release, name);
	enum mapdir dir = err ? MAPDIR_MISSING : mapdir_state(root, name);

	ret_file->fd = -1;
	if (!err && dir != MAPDIR_READY)
		err = dir == MAPDIR_WAITS ? -EROFS : -ENOENT;
	if (!err)
		err = mapdir_path(root, name, path);
	return err ? err : atomic_open(ret_file, path, mode);
}

int stamp_write(struct atomic *file, struct stamp *stamp)
{
	char text[STAMP_TEXT];
	int len = stamp_format(stamp, text), err;
	ssize_t wrote = len < 0 ? len : sys_write(file->fd, text, len);
	struct sys_stat st;

	if (wrote != len || len < 0) {
		atomic_abandon(file);
		return wrote < 0 ? wrote : -ENOSPC;
	}
	err = atomic_sync(file, &st);
	if (!err)
		err = atomic_place(file);
	if (!err)
		stamp->text = hash_of(text, len);
	return err;
}

int stamp_remove(const char *root, const char *release)
{
	char path[ATOMIC_PATH];
	int err = stamp_path(root, release, path);

	if (err)
		return err;
	atomic_sweep(path);
	return sys_unlink(SYS_CWD, path, 0);
}

/* ---- entries ---- */

static struct stamp_entry *find(struct stamp *stamp, const char *path, bool pending)
{
	for (unsigned i = 0; i < stamp->count; i++)
		if ((stamp->entry[i].state == STAMP_PENDING) == pending &&
		    text_equal(stamp->entry[i].path, path))
			return &stamp->entry[i];
	return NULL;
}

struct stamp_entry *stamp_find(struct stamp *stamp, const char *path)
{
	return find(stamp, path, false);
}

struct stamp_entry *stamp_find_pending(struct stamp *stamp, const char *path)
{
	return find(stamp, path, true);
}

int stamp_set(struct stamp *stamp, const struct stamp_entry *entry)
{
	struct stamp_entry *known = find(stamp, entry->path, entry->state == STAMP_PENDING);

	if (!known && stamp->count == STAMP_ENTRIES)
		return -ENOSPC;
	if (!known)
		known = &stamp->entry[stamp->count++];
	*known = *entry;
	return 0;
}

void stamp_forget(struct stamp *stamp, struct stamp_entry *entry)
{
	if (entry)
		*entry = stamp->entry[--stamp->count];
}

bool stamp_has_ours(struct stamp *stamp, const char *path, const struct digest *digest)
{
	const struct stamp_entry *known = stamp_find(stamp, path);
	const struct stamp_entry *pending = stamp_find_pending(stamp, path);

	return (known && known->state == STAMP_OURS && digest_equal(&known->digest, digest)) ||
	       (pending && digest_equal(&pending->digest, digest));
}

bool stamp_holds(const struct stamp_entry *entry, const char *root)
{
	char path[ATOMIC_PATH];
	struct sys_stat st = {0};
	/* a foreign link stays right as long as its target is unchanged */
	int flags = entry->state == STAMP_RIGHT ? 0 : AT_SYMLINK_NOFOLLOW;
	int err = mapdir_path(root, entry->path, path);

	if (!err)
		err = sys_stat(SYS_CWD, path, flags, &st);
	return (!err || err == -ENOENT || err == -ELOOP) && st.size == entry->digest.size &&
	       st.mtime == entry->mtime;
}
