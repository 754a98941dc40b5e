// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/cause.h"

#include <errno.h>
#include <stddef.h>

#include "lib/error.h"

/* Errors of finit_module(2) and of the loader itself. */
#define CAUSES(X)                                                                      \
	X(ECANCELED, "a dependency failed")                                            \
	X(ELOOP, "circular dependency")                                                \
	X(ENOENT, "unknown symbol: built for another kernel?")                         \
	X(ESTALE, "listed in modules.dep, but its file is not in the image")           \
	X(ENOEXEC, "built for another kernel, or damaged")                             \
	X(ENOKEY, "its signature was rejected")                                        \
	X(EKEYREJECTED, "its signature was rejected")                                  \
	X(EBADMSG, "its signature was rejected")                                       \
	X(EPERM, "the kernel does not allow modules to be loaded")                     \
	X(EACCES, "blocked by an install line in modprobe.d, or by a security policy") \
	X(ENODEV, "no device found")                                                   \
	X(EINVAL, "invalid parameter or file")                                         \
	X(EOPNOTSUPP, "compressed, and this kernel cannot unpack it; store it as .ko") \
	X(ENOMEM, "out of memory")                                                     \
	X(ENOSPC, "too many modules")                                                  \
	X(EFAULT, "it crashed")

static const unsigned char cause_numbers[] = {CAUSES(ERROR_NUMBER)};
static const char cause_texts[] = CAUSES(ERROR_TEXT);

const char *module_state_text(enum module_state state)
{
	static const char *const texts[] = {
		[MODULE_WAITING] = "waiting",
		[MODULE_LOADING] = "loading",
		[MODULE_LIVE] = "live",
		[MODULE_FAILED] = "failed",
	};

	return texts[state];
}

const char *module_cause(const struct module *m)
{
	const char *text = error_find(cause_numbers, sizeof(cause_numbers), cause_texts, m->error);

	if (m->error == -ENOENT && !m->path)
		return "not in the image; add it with mkinitrd --modules";
	return text ? text : error_text(m->error);
}
