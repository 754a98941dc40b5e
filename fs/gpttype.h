/* SPDX-License-Identifier: GPL-2.0 */
/*
 * GPT partitions that are found by their types, which depend on the architecture of this build, and their
 * attributes (the UAPI group's Discoverable Partitions Specification).
 */
#ifndef FS_GPTTYPE_H
#define FS_GPTTYPE_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__x86_64__)
#define GPTTYPE_ROOT "4f68bce3-e8cd-4db1-96e7-fbcaf984b709"
#define GPTTYPE_USR  "8484680c-9521-48c6-9c11-b0720656f69e"
#elif defined(__i386__)
#define GPTTYPE_ROOT "44479540-f297-41b2-9af7-d131d5f0458a"
#define GPTTYPE_USR  "75250d76-8cc6-458e-bd66-bd47cc81a812"
#elif defined(__aarch64__)
#define GPTTYPE_ROOT "b921b045-1df0-41c3-af44-4c6f280d3fae"
#define GPTTYPE_USR  "b0e01050-ee5f-4390-949a-9101b17104e9"
#elif defined(__arm__)
#define GPTTYPE_ROOT "69dad710-2ce4-4e3c-b16c-21a1d49abed3"
#define GPTTYPE_USR  "7d0359a3-02b3-4f0a-865c-654403e70625"
#elif defined(__riscv) && __riscv_xlen == 64
#define GPTTYPE_ROOT "72ec70a6-cf74-40e6-bd49-4bda08e8f224"
#define GPTTYPE_USR  "beaec34b-8442-439b-a40b-984381ed097d"
#elif defined(__riscv)
#define GPTTYPE_ROOT "60d5a7fe-8e7d-435c-b714-3dd8162144e1"
#define GPTTYPE_USR  "b933fb22-5c3f-4f91-af90-e2bb0fa50702"
#elif defined(__loongarch64)
#define GPTTYPE_ROOT "77055800-792c-4f94-b39a-98c91b762bb6"
#define GPTTYPE_USR  "e611c702-575c-4cbe-9a46-434fa0bf7e3f"
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define GPTTYPE_ROOT "c31c45e6-3f39-412e-80fb-4809c4980599"
#define GPTTYPE_USR  "15bb03af-77e7-4d4a-b12b-c0d084f7491c"
#elif defined(__powerpc64__)
#define GPTTYPE_ROOT "912ade1d-a839-4913-8964-a10eee08fbd2"
#define GPTTYPE_USR  "2c9739e2-f068-46b3-9fd0-01c5a9afbcca"
#elif defined(__s390x__)
#define GPTTYPE_ROOT "5eead9a9-fe09-4a1e-a1d7-520d00531306"
#define GPTTYPE_USR  "8a4f5770-50aa-4ed3-874a-99b710db6fea"
#else /* the specification has no types */
#define GPTTYPE_ROOT "none"
#define GPTTYPE_USR  "none"
#endif

/* Whether the partition is not meant to be found. */
static inline bool gpttype_no_auto(uint64_t attributes)
{
	return attributes >> 63 & 1;
}

/* Whether it is to be mounted read-only. */
static inline bool gpttype_read_only(uint64_t attributes)
{
	return attributes >> 60 & 1;
}

#endif
