// SPDX-License-Identifier: GPL-2.0
#include "sysmap/install/manifest.h"

#include <errno.h>
#include <string.h>

#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/install/mapdir.h"

static const char version[] = "version 1\n";

static const char *const state_names[] = {
	[MANIFEST_PENDING] = "pending",
	[MANIFEST_OURS] = "ours",
	[MANIFEST_RIGHT] = "right",
	[MANIFEST_LEFT] = "left",
};

/* Writes the path, without the root, into STAMP_PATH bytes. */
static int manifest_name(const char *release, char *ret_name)
{
	int len =
		text_format(ret_name, MANIFEST_PATH, "/lib/modules/%s/System.map.gangway", release);

	return len < 0 ? len : 0;
}

static int manifest_path(const char *root, const char *release, char *ret_path)
{
	char name[MANIFEST_PATH];
	int err = manifest_name(release, name);

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

/* Parses "ours 3912345 1795310670 90d76903ae604cae /boot/System.map-R" after its first word. */
static int read_entry(enum manifest_state state, const char *rest, const char *end,
		      struct manifest *manifest)
{
	struct manifest_entry *entry = &manifest->entry[manifest->count];
	const char *path;
	uint64_t mtime;
	long len;

	if (manifest->count == MANIFEST_ENTRIES ||
	    take_number(&rest, end, 10, &entry->digest.size) ||
	    take_number(&rest, end, 10, &mtime) || take_number(&rest, end, 16, &entry->digest.hash))
		return -EINVAL;
	len = text_token(&rest, end, &path);
	if (len < 0 || *path != '/' || rest != end)
		return -EINVAL;
	entry->state = state;
	entry->mtime = mtime;
	manifest->count++;
	return text_copy_n(entry->path, sizeof(entry->path), path, len);
}

static int read_line(const char *line, const char *end, struct manifest *manifest)
{
	const char *rest = line, *word;
	long len = text_token(&rest, end, &word);

	if (len < 0)
		return -EINVAL;
	if (text_is(word, len, "build-id")) {
		len = text_token(&rest, end, &word);
		return len < 0 ? -EINVAL
			       : text_copy_n(manifest->id, sizeof(manifest->id), word, len);
	}
	for (int state = 0; state < MANIFEST_STATES; state++)
		if (text_is(word, len, state_names[state]))
			return read_entry(state, rest, end, manifest);
	return -EINVAL;
}

static int parse(const char *text, const char *end, struct manifest *manifest)
{
	const char *rest = text_after(text, version), *line;
	int err = rest ? 0 : -EINVAL;
	long len;

	while (!err && (len = text_line(&rest, end, &line)) >= 0)
		err = read_line(line, line + len, manifest);
	return err;
}

static uint64_t hash_of(const char *text, size_t len)
{
	struct digest digest = DIGEST_EMPTY;

	digest_add(&digest, text, len);
	return digest.hash;
}

static void clear(struct manifest *manifest)
{
	manifest->id[0] = '\0';
	manifest->count = 0;
}

int manifest_load(int fd, struct manifest *ret_manifest)
{
	char text[MANIFEST_TEXT];
	ssize_t len = sys_read(fd, text, sizeof(text) - 1);
	int err;

	clear(ret_manifest);
	ret_manifest->text = 0;
	if (len < 0)
		return len;
	text[len] = '\0';
	err = len == MANIFEST_TEXT - 1 ? -EINVAL : parse(text, text + len, ret_manifest);
	if (err)
		clear(ret_manifest);
	ret_manifest->text = hash_of(text, len);
	return err;
}

int manifest_read(const char *root, const char *release, struct manifest *ret_manifest)
{
	char path[ATOMIC_PATH];
	int err = manifest_path(root, release, path);
	int fd = err ? err : sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);

	clear(ret_manifest);
	ret_manifest->text = 0;
	if (fd < 0)
		return fd;
	err = manifest_load(fd, ret_manifest);
	sys_close(fd);
	return err;
}

/* ---- writing ---- */

static int format_entry(const struct manifest_entry *entry, char *to, size_t size)
{
	return text_format(to, size, "%s %llu %llu %016llx %s\n", state_names[entry->state],
			   (unsigned long long)entry->digest.size, (unsigned long long)entry->mtime,
			   (unsigned long long)entry->digest.hash, entry->path);
}

int manifest_format(const struct manifest *manifest, char *ret_text)
{
	int len = *manifest->id ? text_format(ret_text, MANIFEST_TEXT, "%sbuild-id %s\n", version,
					      manifest->id)
				: text_format(ret_text, MANIFEST_TEXT, "%s", version);

	for (unsigned i = 0; len >= 0 && i < manifest->count; i++) {
		int more = format_entry(&manifest->entry[i], ret_text + len, MANIFEST_TEXT - len);

		len = more < 0 ? more : len + more;
	}
	return len;
}

int manifest_open(const char *root, const char *release, uint32_t mode, struct atomic *ret_file)
{
	char name[MANIFEST_PATH], path[ATOMIC_PATH];
	int err = manifest_name(release, name);
	enum mapdir dir = err ? MAPDIR_MISSING : mapdir_state(root, name);

	ret_file->fd = -1;
	if (!err && dir != MAPDIR_READY)
		err = dir == MAPDIR_WAITS ? -EROFS : -ENOENT;
	if (!err)
		err = mapdir_path(root, name, path);
	return err ? err : atomic_open(ret_file, path, mode);
}

int manifest_write(struct atomic *file, struct manifest *manifest)
{
	char text[MANIFEST_TEXT];
	int len = manifest_format(manifest, text), err;
	ssize_t wrote = len < 0 ? len : sys_write(file->fd, text, len);
	struct sys_stat st;

	if (wrote != len || len < 0) {
		atomic_abandon(file);
		return wrote < 0 ? wrote : -ENOSPC;
	}
	err = atomic_sync(file, &st);
	if (!err)
		err = atomic_install(file);
	if (!err)
		manifest->text = hash_of(text, len);
	return err;
}

int manifest_remove(const char *root, const char *release)
{
	char path[ATOMIC_PATH];
	int err = manifest_path(root, release, path);

	if (err)
		return err;
	atomic_sweep(path);
	return sys_unlink(SYS_CWD, path, 0);
}

/* ---- entries ---- */

static struct manifest_entry *find(struct manifest *manifest, const char *path, bool pending)
{
	for (unsigned i = 0; i < manifest->count; i++)
		if ((manifest->entry[i].state == MANIFEST_PENDING) == pending &&
		    text_equal(manifest->entry[i].path, path))
			return &manifest->entry[i];
	return NULL;
}

struct manifest_entry *manifest_find(struct manifest *manifest, const char *path)
{
	return find(manifest, path, false);
}

struct manifest_entry *manifest_find_pending(struct manifest *manifest, const char *path)
{
	return find(manifest, path, true);
}

int manifest_set(struct manifest *manifest, const struct manifest_entry *entry)
{
	struct manifest_entry *known =
		find(manifest, entry->path, entry->state == MANIFEST_PENDING);

	if (!known && manifest->count == MANIFEST_ENTRIES)
		return -ENOSPC;
	if (!known)
		known = &manifest->entry[manifest->count++];
	*known = *entry;
	return 0;
}

void manifest_forget(struct manifest *manifest, struct manifest_entry *entry)
{
	if (entry)
		*entry = manifest->entry[--manifest->count];
}

bool manifest_has_ours(struct manifest *manifest, const char *path, const struct digest *digest)
{
	const struct manifest_entry *known = manifest_find(manifest, path);
	const struct manifest_entry *pending = manifest_find_pending(manifest, path);

	return (known && known->state == MANIFEST_OURS && digest_equal(&known->digest, digest)) ||
	       (pending && digest_equal(&pending->digest, digest));
}

bool manifest_holds(const struct manifest_entry *entry, const char *root)
{
	char path[ATOMIC_PATH];
	struct sys_stat st = {0};
	/* a foreign link stays right as long as its target is unchanged */
	int flags = entry->state == MANIFEST_RIGHT ? 0 : AT_SYMLINK_NOFOLLOW;
	int err = mapdir_path(root, entry->path, path);

	if (!err)
		err = sys_stat(SYS_CWD, path, flags, &st);
	return (!err || err == -ENOENT || err == -ELOOP) && st.size == entry->digest.size &&
	       st.mtime == entry->mtime;
}
