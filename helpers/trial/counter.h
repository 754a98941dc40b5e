/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The counter of gangway.trial=DEVICE:FILE: the first byte of FILE on the file system of DEVICE. A
 * digit is the number of boots that may still try root=, 'g' means that it is good.
 *
 * FILE does not change its size, so that it has the old or the new byte if the power fails.
 */
#ifndef HELPERS_TRIAL_COUNTER_H
#define HELPERS_TRIAL_COUNTER_H

enum counter_action { COUNTER_COUNT, COUNTER_CONFIRM, COUNTER_SHOW };

/*
 * `text` is DEVICE:FILE, and is modified. Returns an exit status; errors were reported. Only
 * COUNTER_SHOW sets *ret_byte.
 */
int counter_run(char *text, enum counter_action action, char *ret_byte);

#endif
