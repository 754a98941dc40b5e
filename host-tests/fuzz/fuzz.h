/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A fuzz target is host-tests/fuzz/COMPONENT/fuzz_NAME.c and has this function. `make fuzz` builds it
 * with libFuzzer; `make check` with fuzz/replay.c, which runs it on all of host-tests/corpus/NAME.
 */
#ifndef HOST_TESTS_FUZZ_FUZZ_H
#define HOST_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
