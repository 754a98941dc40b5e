// SPDX-License-Identifier: GPL-2.0
/* Case P20: error texts must be those of strerror(3). */
#include "lib/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/tap.h"

/*
 * Errors of the system calls of a boot, by their manual pages, and of the block layer (blk_errors).
 */
static const int expected[] = {
	EPERM,   ENOENT,      ESRCH,        EINTR,           EIO,       ENXIO,      E2BIG,
	ENOEXEC, EBADF,       ECHILD,       EAGAIN,          ENOMEM,    EACCES,     EFAULT,
	ENOTBLK, EBUSY,       EEXIST,       EXDEV,           ENODEV,    ENOTDIR,    EISDIR,
	EINVAL,  ENFILE,      EMFILE,       ENOTTY,          ETXTBSY,   EFBIG,      ENOSPC,
	EROFS,   EPIPE,       ERANGE,       ENOSYS,          ENOTEMPTY, ELOOP,      ENAMETOOLONG,
	ENODATA, EBADMSG,     EPROTO,       EILSEQ,          EOVERFLOW, EOPNOTSUPP, EAFNOSUPPORT,
	ENOBUFS, ETIMEDOUT,   ESTALE,       EUCLEAN,         EREMOTEIO, EDQUOT,     ENOMEDIUM,
	ENOKEY,  EMEDIUMTYPE, EKEYREJECTED, EPROTONOSUPPORT,
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
