// SPDX-License-Identifier: GPL-2.0
#include "sysmap/digest.h"

#include <errno.h>
#include <sys/stat.h>

#include "lib/sys.h"

void digest_add(struct digest *digest, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	digest->size += len;
	while (len--)
		digest->hash = (digest->hash ^ *at++) * 0x100000001b3;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return a->size == b->size && a->hash == b->hash;
}

int digest_fd(int fd, struct digest *ret_digest)
{
	struct digest digest = DIGEST_EMPTY;
	char block[2048];
	ssize_t got;

	while ((got = sys_pread(fd, block, sizeof(block), digest.size)) > 0)
		digest_add(&digest, block, got);
	if (got == 0)
		*ret_digest = digest;
	return got;
}

static int digest_link(const char *path, struct digest *ret_digest)
{
	char target[2048];
	ssize_t len = sys_readlink(SYS_CWD, path, target, sizeof(target));

	if (len < 0)
		return len;
	*ret_digest = DIGEST_EMPTY;
	digest_add(ret_digest, target, len);
	return 0;
}

int digest_path(const char *path, struct digest *ret_digest)
{
	struct sys_stat st;
	int err = sys_stat(SYS_CWD, path, AT_SYMLINK_NOFOLLOW, &st);
	int fd;

	if (err)
		return err;
	if (S_ISLNK(st.mode))
		return digest_link(path, ret_digest);
	if (!S_ISREG(st.mode))
		return -EINVAL;
	/* O_NONBLOCK: do not block if the path is now a FIFO */
	fd = sys_open(SYS_CWD, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return fd;
	err = digest_fd(fd, ret_digest);
	sys_close(fd);
	return err;
}
