/* SPDX-License-Identifier: GPL-2.0 */
/* The machine in QEMU on which an image can be tested: its disk is one for which the image has a driver. */
#ifndef TOOLS_MKINITRD_BOOTTEST_MACHINE_H
#define TOOLS_MKINITRD_BOOTTEST_MACHINE_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/options/options.h"
#include "tools/mkinitrd/tree/tree.h"

/* The scratch root, a label of ext2, and its only program. */
#define MACHINE_LABEL "gangway-test"
#define MACHINE_INIT  "/sbin/init"

/* What is tested. */
struct boottest {
	const struct options *options;
	const struct root *kernel_root;
	const struct modules *modules;
	const struct tree *tree;
	const char *file; /* the image, not yet renamed */
};

struct machine {
	const char *qemu, *package, *board;
	const char *host;           /* `uname -m` of hosts whose KVM runs it */
	const char *driver;         /* of the disk */
	const char *const *devices; /* QEMU's, for the drive "root"; ends with NULL */
	const char *type;           /* as which the root is mounted */
	char *kernel;               /* its file */
	char *parameters;           /* of the kernel */
};

/* 0, or 1 with the reason in *ret_why, in new memory. The caller frees the machine in both cases. */
int machine_choose(const struct boottest *test, struct machine *ret_machine, char **ret_why);
void machine_free(struct machine *machine);

#endif
