/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mounting the root by the kernel's rules (mount_block_root and its heirs, init/do_mounts.c), also
 * with MS_SILENT: a type that is tried in vain is no error to be logged.
 */
#ifndef FS_MOUNT_H
#define FS_MOUNT_H

#include <stdbool.h>
#include <stddef.h>

enum { MOUNT_TYPE_SIZE = 32 };

struct mount_request {
	const char *source, *target;
	const char *types;   /* comma list, tried in order; empty items are skipped */
	const char *options; /* rootflags=, may be NULL */
	bool writable;       /* rw: where no type can be mounted so, all are tried read-only */
};

struct mount_result {
	char type[MOUNT_TYPE_SIZE]; /* the type that was mounted, or that the error is from */
	bool writable;              /* as it was mounted: squashfs, for one, never is */
	bool read_only_retry;       /* no type could be mounted rw, and one could ro */
};

/*
 * 0, or -errno of the attempt that counts: EACCES and EINVAL go on to the next type, every other
 * error ends the list at once. So far the kernel; a type that it does not have (ENODEV) goes on
 * too, since types come in modules here, and is the answer only when there was no other. -EINVAL
 * without an attempt: there was no type; -ENAMETOOLONG: a type, or options, longer than any that
 * can be. *ret_result is set in any case.
 *
 * What mount(8) makes of `options` is done here too: names of flags of mount(2) become flags, what
 * is for mount(8) alone (defaults, _netdev, x-…) is dropped; the rest goes to the file system. `ro`
 * and `rw` there win.
 */
int mount_root(const struct mount_request *request, struct mount_result *ret_result);

#endif
