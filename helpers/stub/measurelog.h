/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The log of the measurements that are not the firmware's: /run/log/systemd/tpm2-measure.log. It contains JSON objects,
 * each after a record separator (RFC 7464), as tpm2_userspace_log() of src/shared/tpm2-util.c writes them (systemd 257):
 *
 *	{"pcr":11,"digests":[{"hashAlg":"sha256","digest":"…"}],"content_type":"systemd",
 *	 "content":{"string":"enter-initrd","bootId":"…","timestamp":1234567,"eventType":"phase"}}
 */
#ifndef HELPERS_STUB_MEASURELOG_H
#define HELPERS_STUB_MEASURELOG_H

#include <stdint.h>

#include "lib/bytes.h"

enum { MEASURELOG_SIZE = 2048 };

/*
 * The record of a phase. `digests` are those of tpm.h; banks of other algorithms than systemd's are omitted. The length,
 * or -EBADMSG.
 */
long measurelog_format(char to[MEASURELOG_SIZE], unsigned pcr, const char *phase,
		       struct bytes digests, unsigned count, const char *boot_id, int64_t now);

/* Appends it to the log; errors are reported. */
void measurelog_add(unsigned pcr, const char *phase, struct bytes digests, unsigned count);

#endif
