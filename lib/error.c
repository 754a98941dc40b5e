// SPDX-License-Identifier: GPL-2.0
#include "lib/error.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "lib/text.h"

#define ERRORS(X)                                                   \
	X(EPERM, "Operation not permitted")                         \
	X(ENOENT, "No such file or directory")                      \
	X(EIO, "Input/output error")                                \
	X(ENXIO, "No such device or address")                       \
	X(E2BIG, "Argument list too long")                          \
	X(ENOEXEC, "Exec format error")                             \
	X(EAGAIN, "Resource temporarily unavailable")               \
	X(ENOMEM, "Cannot allocate memory")                         \
	X(EACCES, "Permission denied")                              \
	X(EFAULT, "Bad address")                                    \
	X(ENOTBLK, "Block device required")                         \
	X(EBUSY, "Device or resource busy")                         \
	X(EEXIST, "File exists")                                    \
	X(ENODEV, "No such device")                                 \
	X(ENOTDIR, "Not a directory")                               \
	X(EISDIR, "Is a directory")                                 \
	X(EINVAL, "Invalid argument")                               \
	X(ENFILE, "Too many open files in system")                  \
	X(EMFILE, "Too many open files")                            \
	X(ETXTBSY, "Text file busy")                                \
	X(EFBIG, "File too large")                                  \
	X(ENOSPC, "No space left on device")                        \
	X(EROFS, "Read-only file system")                           \
	X(ENAMETOOLONG, "File name too long")                       \
	X(ENOSYS, "Function not implemented")                       \
	X(ELOOP, "Too many levels of symbolic links")               \
	X(ENODATA, "No data available")                             \
	X(EBADMSG, "Bad message")                                   \
	X(EOVERFLOW, "Value too large for defined data type")       \
	X(EOPNOTSUPP, "Operation not supported")                    \
	X(EAFNOSUPPORT, "Address family not supported by protocol") \
	X(ETIMEDOUT, "Connection timed out")                        \
	X(ESTALE, "Stale file handle")                              \
	X(EUCLEAN, "Structure needs cleaning")                      \
	X(EREMOTEIO, "Remote I/O error")                            \
	X(ENOMEDIUM, "No medium found")                             \
	X(ENOKEY, "Required key not available")                     \
	X(EKEYREJECTED, "Key was rejected by service")

static const unsigned char numbers[] = {ERRORS(ERROR_NUMBER)};
static const char texts[] = ERRORS(ERROR_TEXT);

const char *error_find(const unsigned char *list, size_t count, const char *text, int error)
{
	for (size_t i = 0; i < count; i++, text += strlen(text) + 1)
		if (list[i] == (error < 0 ? -error : error))
			return text;
	return NULL;
}

const char *error_text(int error)
{
	static char other[24];
	const char *text = error_find(numbers, sizeof(numbers), texts, error);

	if (text)
		return text;
	text_format(other, sizeof(other), "error %d", error < 0 ? -error : error);
	return other;
}
