/* SPDX-License-Identifier: GPL-2.0 */
/* The module tree of host-tests/modules.sh, for kernel release 1.0. */
#ifndef HOST_TESTS_MODULES_H
#define HOST_TESTS_MODULES_H

/* Makes the tree, or aborts the test. Returns the path of its root, a static string. */
const char *modules_tree(void);

#endif
