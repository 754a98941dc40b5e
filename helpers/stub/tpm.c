// SPDX-License-Identifier: GPL-2.0
/*
 * TPM2_PCR_Event hashes the text for each bank, and returns the digests (TPM 2.0 Library, part 3, 22.3).
 * TPM2_PCR_Extend by hashes of the text, which systemd computes itself, has the same effect.
 */
#include "helpers/stub/tpm.h"

#include <errno.h>
#include <string.h>

#include "helpers/stub/measurelog.h"
#include "lib/sys.h"

enum {
	SESSIONS = 0x8002,     /* TPM_ST_SESSIONS */
	PCR_EVENT = 0x13c,     /* TPM_CC_PCR_Event */
	PASSWORD = 0x40000009, /* TPM_RS_PW: here an empty one */

	TEXT_MAX = 64,
	FIXED = 29, /* the bytes of a command without the text */
	AUTHORIZATION = 9,
	RESPONSE_MAX = 4096, /* TPM_BUFSIZE of the kernel (drivers/char/tpm/tpm.h, 6.1) */
	SECONDS = 30,
};

/* Big-endian. */
static unsigned char *put(unsigned char *at, uint32_t value, unsigned size)
{
	while (size-- > 0)
		*at++ = value >> 8 * size;
	return at;
}

static size_t make_command(unsigned char *command, unsigned pcr, const char *text)
{
	size_t len = strlen(text);
	unsigned char *at = put(command, SESSIONS, 2);

	at = put(at, FIXED + len, 4);
	at = put(at, PCR_EVENT, 4);
	at = put(at, pcr, 4);
	at = put(at, AUTHORIZATION, 4);
	at = put(at, PASSWORD, 4);
	at = put(at, 0, 2); /* no nonce */
	at = put(at, 0, 1); /* no attributes */
	at = put(at, 0, 2); /* an empty password */
	at = put(at, len, 2);
	memcpy(at, text, len);
	return FIXED + len;
}

/*
 * Tag, size, code, size of the parameters, count, digests, session. An error has only the first three. The digests end
 * with the parameters.
 */
int tpm_response(struct bytes response, struct bytes *ret_digests, unsigned *ret_count)
{
	uint32_t size = bytes_be32(&response, 2), code = bytes_be32(&response, 6);
	uint32_t parameters = code ? 0 : bytes_be32(&response, 10);
	const unsigned char *at;

	if (!bytes_ok(&response) || size != response.len || code > INT32_MAX)
		return -EBADMSG;
	if (code)
		return code;
	*ret_count = bytes_be32(&response, 14);
	at = parameters < 4 ? NULL : bytes_at(&response, 18, parameters - 4);
	if (!at || !bytes_ok(&response))
		return -EBADMSG;
	*ret_digests = bytes_of(at, parameters - 4);
	return 0;
}

/* The device is not blocking, since 4.20: the response is awaited by poll(2) (drivers/char/tpm/tpm-dev-common.c). */
static long transmit(const unsigned char *command, size_t len, unsigned char *response)
{
	struct pollfd p = {.fd = sys_open(SYS_CWD, TPM_DEVICE, O_RDWR | O_NONBLOCK),
			   .events = POLLIN};
	int64_t deadline = sys_now() + SECONDS * SYS_SECOND;
	long got = p.fd;

	if (p.fd < 0)
		return got;
	got = sys_write(p.fd, command, len);
	while (got >= 0) {
		int64_t now = sys_now();
		int ready = now < deadline ? sys_poll(&p, 1, deadline - now) : 0;

		if (ready == -EINTR)
			continue;
		got = ready < 0 ? ready
		      : ready   ? sys_read(p.fd, response, RESPONSE_MAX)
				: -ETIMEDOUT;
		break;
	}
	sys_close(p.fd);
	return got;
}

int tpm_extend(unsigned pcr, const char *text)
{
	static unsigned char response[RESPONSE_MAX];
	unsigned char command[FIXED + TEXT_MAX];
	struct bytes digests;
	unsigned count;
	size_t len = strlen(text);
	long got;
	int err;

	if (len > TEXT_MAX)
		return -E2BIG;
	got = transmit(command, make_command(command, pcr, text), response);
	if (got < 0)
		return got;
	err = tpm_response(bytes_of(response, got), &digests, &count);
	if (!err)
		measurelog_add(pcr, text, digests, count);
	return err;
}
