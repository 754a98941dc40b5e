/* SPDX-License-Identifier: GPL-2.0 */
/* The configuration of the kernel that the image is for. */
#ifndef TOOLS_MKINITRD_KERNEL_KCONFIG_H
#define TOOLS_MKINITRD_KERNEL_KCONFIG_H

#include <stdbool.h>

#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/rootdir.h"

struct kconfig {
	char *path; /* NULL: no configuration was found */
	struct content text;
};

/* Searches boot/config-RELEASE and the modules' directory; a missing configuration is no error. */
int kconfig_read(struct kconfig *config, const struct root *root, const char *release);
void kconfig_free(struct kconfig *config);

bool kconfig_known(const struct kconfig *config);
/* Whether an option is built in (=y). */
bool kconfig_has(const struct kconfig *config, const char *option);
/* Whether the kernel may have modules; true if unknown. */
bool kconfig_modular(const struct kconfig *config);
/* The value of a string option without quotes: new memory, NULL if the option is missing. */
char *kconfig_string(const struct kconfig *config, const char *option);

#endif
