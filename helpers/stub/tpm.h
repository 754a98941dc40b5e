/* SPDX-License-Identifier: GPL-2.0 */
/* One command of the TPM 2.0. */
#ifndef HELPERS_STUB_TPM_H
#define HELPERS_STUB_TPM_H

#include "lib/bytes.h"

#define TPM_DEVICE "/dev/tpmrm0" /* of the kernel's resource manager; a TPM 1.2 has none */

/*
 * Extends a PCR, in all active banks, by the hash of a text, and logs that: measurelog.h. Returns -errno, or the code
 * of the TPM's error, which is above 0.
 */
int tpm_extend(unsigned pcr, const char *text);

/*
 * The digests in the response to TPM2_PCR_Event: TPML_DIGEST_VALUES, without the count, which is returned. Returns
 * -EBADMSG if it is no response, or the code of the TPM's error.
 */
int tpm_response(struct bytes response, struct bytes *ret_digests, unsigned *ret_count);

#endif
