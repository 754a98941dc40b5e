// SPDX-License-Identifier: GPL-2.0
/* Case P20: error texts must be those of strerror(3). */
#include "lib/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/tap.h"

/*
 * Errors that the system calls of a boot may return, by their manual pages, and most of those of the block
 * layer (blk_errors). The others have no text, since /init has no room for it.
 */
static const int expected[] = {
	EPERM,     ENOENT,     EIO,          ENXIO,     E2BIG,        ENOEXEC, EAGAIN,
	ENOMEM,    EACCES,     EFAULT,       ENOTBLK,   EBUSY,        EEXIST,  ENODEV,
	ENOTDIR,   EISDIR,     EINVAL,       ENFILE,    EMFILE,       ETXTBSY, EFBIG,
	ENOSPC,    EROFS,      ENOSYS,       ELOOP,     ENAMETOOLONG, ENODATA, EBADMSG,
	EOVERFLOW, EOPNOTSUPP, EAFNOSUPPORT, ETIMEDOUT, ESTALE,       EUCLEAN, EREMOTEIO,
	ENOMEDIUM, ENOKEY,     EKEYREJECTED,
};

int main(void)
{
	for (unsigned i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		tap_ok(strncmp(error_text(expected[i]), "error ", 6) != 0, "error %d has a text",
		       expected[i]);
		tap_ok(error_text(expected[i]) == error_text(-expected[i]), "so has %d",
		       -expected[i]);
	}
	/* klibc's strerror() differs in details from glibc's; both builds must print the same */
	for (int error = 1; error < 134; error++) {
		const char *text = error_text(error);
		bool same = strncmp(text, "error ", 6) == 0;
#ifdef __GLIBC__
		same = same || strcmp(text, strerror(error)) == 0;
#else
		same = true;
#endif
		tap_ok(same, "error %d: the text of strerror", error);
	}
	tap_str(error_text(0), "error 0", "no error has no text");
	tap_str(error_text(-4095), "error 4095", "nor do numbers that the kernel uses internally");
	return tap_done();
}
