/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A faster hash for the kernel's check of module signatures, which is most of the work of loading.
 * A kernel with portable code only, such as Debian's 6.1, hashes with it until a module for the
 * processor, such as sha256-ssse3, is there (pkcs7_digest() takes the implementation of the highest
 * priority, crypto/asymmetric_keys/pkcs7_verify.c, 6.1).
 */
#ifndef TOOLS_MKINITRD_SIGHASH_H
#define TOOLS_MKINITRD_SIGHASH_H

#include "tools/mkinitrd/modules/modset.h"
#include "tools/mkinitrd/tree/tree.h"

/*
 * Chooses the modules with the hash of CONFIG_MODULE_SIG_HASH, and adds a rule to modprobe.d by
 * which one that suits the processor is loaded before all other modules. A file of that name in the
 * tree is left as it is. Nothing is added if the hash is built in, or the configuration unknown.
 */
int sighash_add(struct modules *modules, struct tree *tree);

#endif
