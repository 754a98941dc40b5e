/* SPDX-License-Identifier: GPL-2.0 */
/* The tree of modules that host-tests/tools/modules.sh makes, for a kernel of release 1.0. */
#ifndef HOST_TESTS_MODULES_H
#define HOST_TESTS_MODULES_H

/* Makes it, or aborts the test. Returns the path of its root, good for ever. */
const char *modules_tree(void);

#endif
