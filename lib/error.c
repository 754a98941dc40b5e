// SPDX-License-Identifier: GPL-2.0
#include "lib/error.h"

#include <errno.h>
#include <stddef.h>

#include "lib/text.h"

static const struct {
	int error;
	const char *text;
} table[] = {
	{EPERM, "operation not permitted"},
	{ENOENT, "no such file or folder"},
	{EIO, "input/output error"},
	{ENXIO, "no such device or address"},
	{E2BIG, "too many or too long arguments"},
	{ENOEXEC, "wrong format: not a program for this machine"},
	{EAGAIN, "resource temporarily unavailable"},
	{ENOMEM, "out of memory"},
	{EACCES, "permission denied"},
	{EBUSY, "device or resource busy"},
	{EEXIST, "exists already"},
	{EXDEV, "on another device"},
	{ENODEV, "the kernel does not know this type or device"},
	{ENOTDIR, "not a folder"},
	{EISDIR, "a folder"},
	{EINVAL, "invalid"},
	{EFBIG, "too large"},
	{ENOSPC, "no space left"},
	{EROFS, "read-only file system"},
	{ENAMETOOLONG, "name too long"},
	{ELOOP, "too many symbolic links"},
	{ENOMEDIUM, "no medium in the drive"},
	{ETIMEDOUT, "timed out"},
	{EUCLEAN, "the file system is damaged"},
	{EOPNOTSUPP, "not supported"},
	{ENOSYS, "the kernel lacks this call"},
};

const char *error_text(int error)
{
	static char other[24];

	if (error < 0)
		error = -error;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].error == error)
			return table[i].text;
	text_format(other, sizeof(other), "error %d", error);
	return other;
}
