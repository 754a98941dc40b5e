/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The root that dm-verity verifies: roothash=. The helper /lib/gangway/verity waits for the devices and makes
 * /dev/mapper/root, which is not used before the helper has reported success. Fallbacks have nothing to do with
 * it.
 */
#ifndef INIT_ROOT_VERITY_H
#define INIT_ROOT_VERITY_H

struct boot;

/*
 * Starts the helper as b->verity, if the current candidate needs it; otherwise b->verity has neither a pid nor
 * a status.
 */
void verity_start(struct boot *b);
/* Ends the helper, and returns `err` with what it has reported as the cause. */
int verity_fail(struct boot *b, int err);

#endif
