// SPDX-License-Identifier: GPL-2.0
/*
 * Sources of the right map: another path that has it, the map in the image if verified, or the
 * running kernel.
 */
#include <errno.h>

#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/install/atomic.h"
#include "sysmap/install/job.h"

/* Uses pread(), since the verification has read the image's map to its end. */
static int copy(int from, struct map_writer *writer, int to)
{
	char block[2048];
	uint64_t at = 0;
	ssize_t got;

	map_write_begin(writer, to, 0);
	while ((got = sys_pread(from, block, sizeof(block), at)) > 0 && !writer->error) {
		map_write_text(writer, block, got);
		at += got;
	}
	return got < 0 ? got : map_write_end(writer);
}

/* Opens the file of a manifest entry if its digest still matches. */
static int open_known(struct job *job, const struct manifest_entry *known)
{
	struct digest digest;
	char path[ATOMIC_PATH];
	int err = job_path(job, known->path, path);
	int fd = err ? err : sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);

	if (fd < 0)
		return fd;
	if (digest_fd(fd, &digest) == 0 && digest_equal(&digest, &known->digest))
		return fd;
	sys_close(fd);
	return -ENOENT;
}

/* Opens the map at a path that is already right. */
static int open_right(struct job *job)
{
	struct install_workspace *workspace = job->workspace;
	int fd = -ENOENT;

	for (unsigned i = 0; i < workspace->count && fd < 0; i++) {
		const struct manifest_entry *known =
			manifest_find(&workspace->manifest, workspace->maps[i].path);

		if (!workspace->maps[i].of && job->right[i] && known)
			fd = open_known(job, known);
	}
	return fd;
}

/* Whether the image's manifest is for the running kernel and its digest matches the image's map. */
static bool has_known_digest(const struct job *job)
{
	const struct manifest *manifest = job->policy->image_manifest;
	struct digest digest;

	return manifest && *job->workspace->id && text_equal(manifest->id, job->workspace->id) &&
	       manifest->count && digest_fd(job->policy->image_map, &digest) == 0 &&
	       digest_equal(&manifest->entry[0].digest, &digest);
}

/* Verified by its manifest, else by its symbols. */
static bool is_image_map_right(const struct job *job)
{
	const struct install_policy *policy = job->policy;
	struct match match;

	if (policy->image_map < 0)
		return false;
	return has_known_digest(job) || (match_running(policy->machine, policy->image_map,
						       &job->workspace->match, &match) == 0 &&
					 match.result == MATCH_YES);
}

static int rebuild(struct job *job, int to)
{
	const struct match_kernel *kernel = match_ask(job->policy->machine, &job->workspace->match);
	struct rebuilt rebuilt;

	if (!kernel->has_offset)
		return -EOPNOTSUPP;
	return rebuild_running(job->policy->machine, kernel->offset, to, &job->workspace->rebuild,
			       &rebuilt);
}

static int write_any(struct job *job, int to)
{
	int right = open_right(job), err;

	if (right >= 0) {
		err = copy(right, &job->workspace->rebuild.writer, to);
		sys_close(right);
		return err;
	}
	if (job->image_map == IMAGE_MAP_UNKNOWN)
		job->image_map = is_image_map_right(job) ? IMAGE_MAP_RIGHT : IMAGE_MAP_WRONG;
	if (job->image_map == IMAGE_MAP_RIGHT)
		return copy(job->policy->image_map, &job->workspace->rebuild.writer, to);
	return rebuild(job, to);
}

int source_write(struct job *job, int fd, struct digest *ret_digest)
{
	int err = write_any(job, fd);

	if (!err)
		*ret_digest = job->workspace->rebuild.writer.digest;
	return err;
}

const char *source_error_text(int err)
{
	return err == -EAGAIN ? "not installed: it was changed meanwhile" : rebuild_error_text(err);
}
