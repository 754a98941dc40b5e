/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel that the image is for was built with. */
#ifndef TOOLS_MKINITRD_KERNEL_KCONFIG_H
#define TOOLS_MKINITRD_KERNEL_KCONFIG_H

#include <stdbool.h>

#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/rootdir.h"

struct kconfig {
	char *path; /* NULL: no configuration was found, and nothing is known */
	struct content text;
};

/* Looks for boot/config-RELEASE and the folder of the modules; not to find one is no failure. */
int kconfig_read(struct kconfig *config, const struct root *root, const char *release);
void kconfig_free(struct kconfig *config);

bool kconfig_known(const struct kconfig *config);
/* Whether an option is built in (=y). */
bool kconfig_has(const struct kconfig *config, const char *option);
/* Whether it may have modules: not if it is known to have none. */
bool kconfig_modular(const struct kconfig *config);
/* The value of a string option without its quotes: new memory, NULL where there is none. */
char *kconfig_string(const struct kconfig *config, const char *option);

#endif
