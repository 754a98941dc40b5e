/* SPDX-License-Identifier: GPL-2.0 */
/* Whether modules stay compressed in the image, which needs a kernel that decompresses modules. */
#ifndef TOOLS_MKINITRD_MODULES_MODKEEP_H
#define TOOLS_MKINITRD_MODULES_MODKEEP_H

#include "tools/mkinitrd/kernel/kconfig.h"

/*
 * `choice`: the argument of --compressed-modules; NULL: modules stay compressed if `many` and the kernel
 * can decompress them. *ret_suffix: that of such files, for example ".xz"; NULL: all are stored
 * uncompressed. It is an error (reported) if the kernel cannot do what is chosen.
 */
int modkeep_choose(const char *choice, bool many, const struct kconfig *kernel,
		   const char **ret_suffix);

#endif
