/* SPDX-License-Identifier: GPL-2.0 */
/* The files that systemd-stub leaves in /.extra: systemd-stub(7). */
#ifndef HELPERS_STUB_EXTRA_H
#define HELPERS_STUB_EXTRA_H

/*
 * Copies them to /run, where the real system finds them. An existing copy is kept. Errors are logged; a file that
 * is not regular or too large is not copied.
 */
void extra_copy(void);

#endif
