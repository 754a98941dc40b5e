/* SPDX-License-Identifier: GPL-2.0 */
/* The GPT type of a root, by the Discoverable Partitions Specification, for what runs the test. */
#ifndef HOST_TESTS_STANDIN_ROOTTYPE_H
#define HOST_TESTS_STANDIN_ROOTTYPE_H

#if defined(__x86_64__)
#define TYPE "4f68bce3-e8cd-4db1-96e7-fbcaf984b709"
#elif defined(__aarch64__)
#define TYPE "b921b045-1df0-41c3-af44-4c6f280d3fae"
#elif defined(__i386__)
#define TYPE "44479540-f297-41b2-9af7-d131d5f0458a"
#endif

#endif
