/* SPDX-License-Identifier: GPL-2.0 */
/* The GPT types of a root and of /usr, by the Discoverable Partitions Specification, for what runs the test. */
#ifndef HOST_TESTS_STANDIN_ROOTTYPE_H
#define HOST_TESTS_STANDIN_ROOTTYPE_H

#if defined(__x86_64__)
#define TYPE "4f68bce3-e8cd-4db1-96e7-fbcaf984b709"
#define USR  "8484680c-9521-48c6-9c11-b0720656f69e"
#elif defined(__aarch64__)
#define TYPE "b921b045-1df0-41c3-af44-4c6f280d3fae"
#define USR  "b0e01050-ee5f-4390-949a-9101b17104e9"
#elif defined(__i386__)
#define TYPE "44479540-f297-41b2-9af7-d131d5f0458a"
#define USR  "75250d76-8cc6-458e-bd66-bd47cc81a812"
#endif

#endif
