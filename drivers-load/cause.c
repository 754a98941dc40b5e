// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/cause.h"

#include <errno.h>
#include <stddef.h>

#include "lib/error.h"

/* Errors of finit_module(2) and of the loader itself. */
static const struct {
	int error;
	const char *text;
} causes[] = {
	{-ECANCELED, "a dependency failed"},
	{-ELOOP, "circular dependency"},
	{-ENOENT, "unknown symbol: built for another kernel?"},
	{-ESTALE, "listed in modules.dep, but its file is not in the image"},
	{-ENOEXEC, "built for another kernel, or damaged"},
	{-ENOKEY, "its signature was rejected"},
	{-EKEYREJECTED, "its signature was rejected"},
	{-EBADMSG, "its signature was rejected"},
	{-EPERM, "the kernel does not allow modules to be loaded"},
	{-EACCES, "blocked by an install line in modprobe.d, or by a security policy"},
	{-ENODEV, "no device found"},
	{-EINVAL, "invalid parameter or file"},
	{-EOPNOTSUPP, "compressed, and this kernel cannot unpack it; store it as .ko"},
	{-ENOMEM, "out of memory"},
	{-ENOSPC, "too many modules"},
	{-EFAULT, "it crashed"},
};

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
	if (m->error == -ENOENT && !m->path)
		return "not in the image; add it with mkinitrd --modules";
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (causes[i].error == m->error)
			return causes[i].text;
	return error_text(m->error);
}
