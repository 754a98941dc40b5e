/* SPDX-License-Identifier: GPL-2.0 */
/* A running installation, shared by install.c, classify.c, put.c, removal.c and source.c. */
#ifndef SYSMAP_INSTALL_JOB_H
#define SYSMAP_INSTALL_JOB_H

#include <stdbool.h>

#include "sysmap/install/mapdir.h"
#include "sysmap/install/policy.h"

enum job_step {
	JOB_CLASSIFY, /* not classified yet */
	JOB_WRITE,    /* install the map, or a link to it */
	JOB_REMOVE, /* our link points to another kernel's map, or our map is below a mount point */
	JOB_DONE,
};

struct job {
	const struct install_policy *policy;
	struct install_workspace *workspace;
	enum job_step step[MAP_PATHS];
	struct sys_stat seen[MAP_PATHS]; /* the file when it was classified; all 0: none */
	bool right[MAP_PATHS];           /* it is the kernel's map, or a link to it */
	bool noted;                      /* the manifest has changed and must be written */
	bool left;                       /* a foreign wrong map was left unchanged */
	bool manifest_waits;             /* only the manifest cannot be written yet */
	int result;                      /* first error */
	enum { IMAGE_MAP_UNKNOWN, IMAGE_MAP_RIGHT, IMAGE_MAP_WRONG } image_map;
};

/*
 * Locks the system against other installations and removals until the descriptor is closed. The
 * lock is on the root directory, which always exists and can be locked even if read-only. Without
 * file locks in the kernel (CONFIG_FILE_LOCKING) there is no lock. -ETIMEDOUT: held for longer than
 * any installation takes; any user can hold it.
 */
int job_lock(const struct install_policy *policy);

/* Writes "ROOT/path" into ATOMIC_PATH bytes, like mapdir_path(). */
int job_path(const struct job *job, const char *path, char *ret_path);
/* Records the file at a path, without following links; or reports whether it has changed since. */
int job_stat(struct job *job, const struct map_path *map);
bool job_has_changed(const struct job *job, const struct map_path *map);

void job_log(const struct job *job, const char *path, const char *what);
/* Records an error at one path; the others are still processed. */
void job_fail(struct job *job, const char *path, int err, const char *what);
/*
 * Records an entry in the manifest, the current or the pending one of the path; entry->path need
 * not be set.
 */
void job_note(struct job *job, const struct map_path *map, const struct manifest_entry *entry);
/* Like job_note(), for the file that was recorded; `hash` may be 0. */
void job_note_seen(struct job *job, const struct map_path *map, enum manifest_state state,
		   uint64_t hash);
/* Removes the entries of a path from the manifest. */
void job_forget(struct job *job, const struct map_path *map);

/* Whether the manifest is for the running kernel. */
bool job_is_of_this_kernel(const struct job *job);

/* Classifies a path (classify.c). Logs and records what is left unchanged. */
enum job_step classify_path(struct job *job, const struct map_path *map, enum mapdir dir);

/* Executes the step (put.c). -EROFS: try again later; other errors are logged and recorded. */
int put_map(struct job *job, const struct map_path *map);

/* Writes the right map, from any source, to `fd` (source.c). */
int source_write(struct job *job, int fd, struct digest *ret_digest);
/* Text for an error of source_write(). */
const char *source_error_text(int err);

#endif
