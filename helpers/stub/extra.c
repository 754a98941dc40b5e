// SPDX-License-Identifier: GPL-2.0
/*
 * In an initramfs of systemd, tmpfiles.d/20-systemd-stub.conf copies the files, and import_credentials_boot() of
 * src/core/import-creds.c the credentials (systemd 257).
 *
 * The credentials come from the boot partition, so they are not trusted: systemd uses them only if they can be
 * decrypted. Its initramfs passes their directory in the environment; but with that, PID 1 of the real system would
 * not import those of the firmware (SMBIOS) and of the command line. So they are also copied to one of the
 * directories in which services find encrypted credentials: systemd.exec(5), ImportCredential=.
 */
#include "helpers/stub/extra.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "helpers/mounts/report.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

#define EXTRA "/.extra"

enum { FILE_MAX = 1 << 20, NAME_SIZE = 256, PATH_SIZE = 64 + NAME_SIZE };

static int copy_data(int from, int to, uint64_t *ret_copied)
{
	char buf[4096];
	ssize_t len;

	*ret_copied = 0;
	while ((len = sys_read(from, buf, sizeof(buf))) > 0) {
		ssize_t written = sys_write(to, buf, len);

		if (written != len)
			return written < 0 ? written : -ENOSPC;
		*ret_copied += len;
	}
	return len;
}

/* The type is checked first, since opening a device or a pipe may block. */
static int open_regular(int dir, const char *name, uint64_t max)
{
	struct sys_stat st;
	int err = sys_stat(dir, name, AT_SYMLINK_NOFOLLOW, &st);

	if (err)
		return err;
	if (!S_ISREG(st.mode))
		return -EINVAL;
	return st.size > max ? -EFBIG : sys_open(dir, name, O_RDONLY | O_NOFOLLOW);
}

/* Also returns 0 if the file already exists. */
static int copy(int dir, const char *name, const char *path, uint32_t mode, uint64_t max,
		uint64_t *ret_copied)
{
	int from = open_regular(dir, name, max), to, err;

	*ret_copied = 0;
	if (from < 0)
		return from;
	to = sys_create_new(path, mode);
	err = to < 0 ? to : copy_data(from, to, ret_copied);
	sys_close(from);
	if (to >= 0)
		sys_close(to);
	if (to >= 0 && err)
		(void)sys_unlink(SYS_CWD, path, 0); /* half a file is worse than none */
	return err == -EEXIST ? 0 : err;
}

/* ---- files ----------------------------------------------------------------------------------- */

static const struct file {
	const char *name, *path;
	uint32_t mode;
} files[] = {
	{"profile", "/run/systemd/stub/profile", 0444},
	{"os-release", "/run/systemd/stub/os-release", 0444},
	{"boot-secret", "/run/systemd/stub/boot-secret", 0400}, /* systemd 261 */
	{"tpm2-pcr-signature.json", "/run/systemd/tpm2-pcr-signature.json", 0444},
	{"tpm2-pcr-public-key.pem", "/run/systemd/tpm2-pcr-public-key.pem", 0444},
};

static void copy_files(int extra)
{
	uint64_t copied;

	(void)sys_mkdir("/run/systemd", 0755); /* they may exist */
	(void)sys_mkdir("/run/systemd/stub", 0755);
	for (unsigned i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const struct file *file = &files[i];
		int err = copy(extra, file->name, file->path, file->mode, FILE_MAX, &copied);

		if (err && err != -ENOENT)
			report(REPORT_ERROR, "cannot copy " EXTRA "/%s: %s", file->name,
			       error_text(err));
	}
}

/* ---- credentials ----------------------------------------------------------------------------- */

static const char *const directories[] = {"/run/credentials/@encrypted",
					  "/run/credstore.encrypted"};

enum { DIRECTORIES = sizeof(directories) / sizeof(directories[0]) };

struct credentials {
	const char *path; /* where they are */
	int dir;
	uint64_t left; /* how much may be copied: CREDENTIALS_TOTAL_SIZE_MAX of systemd */
};

/* As credential_name_valid() of systemd 257: what is the name of a file and of a file descriptor. */
static bool is_valid(const char *name)
{
	for (const char *c = name; *c; c++)
		if (*c < ' ' || *c > '~' || *c == ':')
			return false;
	return *name && !text_equal(name, ".") && !text_equal(name, "..");
}

/* The name of a credential is that of its file without ".cred". */
static bool take_name(char *to, const char *file)
{
	static const char suffix[] = ".cred";
	size_t len = strlen(file), rest = sizeof(suffix) - 1;

	if (len < rest || !text_equal(file + len - rest, suffix))
		return false;
	return !text_copy_n(to, NAME_SIZE, file, len - rest);
}

static int copy_credential(void *context, const char *file, unsigned char type)
{
	struct credentials *c = context;
	char name[NAME_SIZE], path[PATH_SIZE];
	uint64_t copied = 0;
	int err = 0;

	(void)type; /* not all file systems have it */
	if (!take_name(name, file))
		return 0;
	if (!is_valid(name))
		err = -EINVAL;
	for (unsigned i = 0; i < DIRECTORIES && !err; i++) {
		(void)text_format(path, sizeof(path), "%s/%s", directories[i], name); /* fits */
		err = copy(c->dir, file, path, 0400, c->left, &copied);
	}
	if (err)
		report(REPORT_ERROR, "cannot copy credential %s/%.80s: %s", c->path, file,
		       error_text(err));
	else
		c->left -= copied;
	return 0;
}

static void copy_credentials(int extra)
{
	static const char *const sources[] = {"credentials",
					      "global_credentials"}; /* the first counts */
	struct credentials c = {.left = FILE_MAX};

	for (unsigned i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		c.path = sources[i];
		c.dir = sys_open(extra, sources[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		if (c.dir < 0)
			continue;
		(void)sys_mkdir("/run/credentials", 0755); /* they may exist */
		for (unsigned j = 0; j < DIRECTORIES; j++)
			(void)sys_mkdir(directories[j], 0700);
		(void)file_each(c.dir, ".", copy_credential, &c);
		sys_close(c.dir);
	}
}

void extra_copy(void)
{
	int extra = sys_open(SYS_CWD, EXTRA, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);

	if (extra < 0)
		return;
	copy_files(extra);
	copy_credentials(extra);
	sys_close(extra);
}
