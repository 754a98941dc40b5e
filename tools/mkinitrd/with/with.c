// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/with/with.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/generic/generic.h"
#include "tools/mkinitrd/programs/initfile.h"
#include "tools/mkinitrd/programs/library.h"
#include "tools/mkinitrd/tree/copy.h"
#include "tools/mkinitrd/tree/parameters.h"
#include "tools/mkinitrd/with/crypttab.h"
#include "tools/mkinitrd/with/keymap.h"
#include "tools/mkinitrd/with/mdadm.h"

#define DIR "/lib/gangway/"

void with_free(struct with *with)
{
	list_free(&with->kinds);
	list_free(&with->volumes);
	free(with->arrays);
	free(with->host_name);
	free(with->resume);
}

static int add_crypttab(struct tree *tree, const struct root *root, const struct with *with)
{
	return crypttab_add(tree, root, &with->volumes);
}

static int add_mdadm(struct tree *tree, const struct root *root, const struct with *with)
{
	return mdadm_add(tree, root, with->arrays, with->host_name);
}

static int add_checkers(struct tree *tree, const struct root *root, const struct with *with);

static const char *const no_names[] = {NULL};
static const char *const container_helpers[] = {"container", "shutdown", NULL};

/*
 * /init loads the modules in `loaded`, which a program needs; the kernel requests the others. `types` are
 * names in /lib/gangway: of helpers, or links to the first of them. Kinds that are not of containers have
 * no `program`.
 */
static const struct kind {
	const char *name, *program, *package;
	const char *const *helpers, *const *types, *const *loaded, *const *modules;
	bool needs_keyboard; /* it may ask for a passphrase */
	int (*configure)(struct tree *tree, const struct root *root, const struct with *with);
} kinds[] = {
	{
		.name = "luks",
		.program = "cryptsetup",
		.package = "cryptsetup-bin",
		.helpers = container_helpers,
		.types = (const char *const[]){"crypto_LUKS", NULL},
		.loaded = (const char *const[]){"dm-mod", NULL},
		.needs_keyboard = true,
		/* defaults of cryptsetup's formats, current and former, and their dependencies */
		.modules = (const char *const[]){"dm-crypt", "algif_skcipher", "crypto-aes",
						 "crypto-xts", "crypto-cbc", "crypto-ecb",
						 "crypto-essiv", "crypto-sha256", "crypto-sha512",
						 NULL},
		.configure = add_crypttab,
	},
	{
		.name = "lvm",
		.program = "lvm",
		.package = "lvm2",
		.helpers = container_helpers,
		.types = (const char *const[]){"LVM2_member", NULL},
		.loaded = (const char *const[]){"dm-mod", NULL},
		.modules = (const char *const[]){"dm-mirror", "dm-raid", "dm-snapshot",
						 "dm-thin-pool", "dm-cache", "dm-writecache", NULL},
	},
	{
		.name = "md",
		.program = "mdadm",
		.package = "mdadm",
		.helpers = container_helpers,
		.types = (const char *const[]){"linux_raid_member", "ddf_raid_member",
					       "isw_raid_member", NULL},
		.loaded = (const char *const[]){"md-mod", NULL},
		.modules = (const char *const[]){"linear", "raid0", "raid1", "raid10", "raid456",
						 NULL},
		.configure = add_mdadm,
	},
	{
		.name = "usr",
		.helpers = (const char *const[]){"mounts", NULL},
		.types = (const char *const[]){"mounts", NULL},
		.loaded = no_names,
		.modules = no_names,
	},
	{
		.name = "overlay",
		.helpers = (const char *const[]){"overlay", "mounts", NULL},
		.types = (const char *const[]){"overlay", NULL},
		.loaded = no_names,
		.modules = (const char *const[]){"overlay", NULL},
	},
	{
		.name = "loop",
		.helpers = (const char *const[]){"loop", "shutdown", NULL},
		.types = (const char *const[]){"loop", NULL},
		.loaded = no_names,
		/* the usual file systems in a file */
		.modules = (const char *const[]){"loop", "squashfs", "erofs", NULL},
	},
	{
		.name = "fsck",
		.helpers = (const char *const[]){"fsck", NULL},
		.types = (const char *const[]){"fsck", NULL},
		.loaded = no_names,
		.modules = no_names,
		.configure = add_checkers,
	},
	{
		.name = "resume",
		.helpers = (const char *const[]){"resume", NULL},
		.types = (const char *const[]){"resume", NULL},
		.loaded = no_names,
		.modules = (const char *const[]){"efivarfs", NULL},
	},
	{
		.name = "stub",
		.helpers = (const char *const[]){"stub", NULL},
		.types = (const char *const[]){"stub", NULL},
		.loaded = no_names,
		/* the variables, and the usual interfaces of a TPM 2.0; the helper loads them */
		.modules = (const char *const[]){"efivarfs", "tpm_crb", "tpm_tis", NULL},
	},
	{
		.name = "verity",
		.helpers = (const char *const[]){"verity", "shutdown", NULL},
		.types = (const char *const[]){"DM_verity_hash", NULL},
		.loaded = (const char *const[]){"dm-verity", NULL},
		/* the hashes of veritysetup(8), by default sha256 */
		.modules = (const char *const[]){"crypto-sha256", "crypto-sha512", NULL},
	},
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static const struct kind *find_kind(const char *name)
{
	for (const struct kind *kind = kinds; kind < kinds + KINDS; kind++)
		if (strcmp(kind->name, name) == 0)
			return kind;
	return NULL;
}

bool with_exists(const char *kind)
{
	return find_kind(kind);
}

bool with_is_container(const char *kind)
{
	return find_kind(kind)->program;
}

void with_add_kinds(const struct config *config, struct list *ret_kinds)
{
	bool overlay = config_overlays(config);
	bool usr = parameters_option(config, "mount.usr") ||
		   parameters_option(config, "mount.usrfstype") ||
		   parameters_option(config, "mount.usrflags");
	bool verified = parameters_option(config, "usrhash");

	if (config->resume && !config->noresume && !list_has(ret_kinds, "resume"))
		list_add(ret_kinds, "resume");
	if (overlay && !list_has(ret_kinds, "overlay"))
		list_add(ret_kinds, "overlay");
	if (verified && !list_has(ret_kinds, "verity"))
		list_add(ret_kinds, "verity");
	if ((usr || verified) && !list_has(ret_kinds, "usr"))
		list_add(ret_kinds, "usr");
	if ((config->image || config->loop) && !list_has(ret_kinds, "loop"))
		list_add(ret_kinds, "loop");
}

const char *with_kind_of(const char *type)
{
	for (const struct kind *kind = kinds; kind < kinds + KINDS; kind++)
		for (const char *const *type_at = kind->types; *type_at; type_at++)
			if (strcmp(*type_at, type) == 0)
				return kind->name;
	return NULL;
}

int with_choose(struct modules *modules, const char *name)
{
	const struct kind *kind = find_kind(name);
	char *why = alloc_text("--with %s", name);
	int result = 0;

	for (const char *const *m = kind->loaded; *m && result >= 0; m++)
		result = modules_request(modules, *m, why);
	for (const char *const *m = kind->modules; *m && result >= 0; m++)
		result = modules_add(modules, *m, why);
	free(why);
	if (result >= 0 && kind->needs_keyboard)
		result = generic_choose_keyboards(modules);
	return result < 0 ? -1 : 0;
}

/*
 * glibc loads libgcc_s when a thread calls pthread_exit(3), as cryptsetup's threads do (argon2);
 * this dependency is in no ELF header.
 */
static int add_libraries(struct tree *tree, const struct root *root, const char *path,
			 const char *file)
{
	struct program program;
	int result = program_read(file, &program);

	if (result != 0)
		return result > 0 ? report_error("%s: not a program", file) : -1;
	if (list_has(&program.needed, "libc.so.6"))
		list_add(&program.needed, "libgcc_s.so.1");
	result = library_add(tree, root, path, &program, NULL);
	program_free(&program);
	return result;
}

/* 1: it was added; 0: the root lacks it. */
static int add_if_present(struct tree *tree, const struct root *root, const char *name,
			  const char *why)
{
	static const char *const dirs[] = {"/usr/sbin", "/sbin"};
	char *file = NULL;
	int result = 0;

	for (size_t i = 0; i < 2 && !file; i++) {
		char *path = alloc_text("%s/%s", dirs[i], name);

		file = root_find(root, path);
		if (file)
			result = copy_same(tree, root, path, why);
		if (file && result == 0)
			result = add_libraries(tree, root, path, file);
		free(path);
	}
	if (file && result == 0)
		result = 1;
	free(file);
	return result;
}

static int add_program(struct tree *tree, const struct root *root, const struct kind *kind)
{
	char *why = alloc_text("--with %s", kind->name);
	int result = add_if_present(tree, root, kind->program, why);

	if (result == 0)
		result = report_error("%s: no %s in %s; on Debian it is in the package %s", why,
				      kind->program, path_shown(root->dir), kind->package);
	free(why);
	return result < 0 ? -1 : 0;
}

/* The types whose programs check something: fsck.xfs and fsck.btrfs do not. */
static const char *const checked[] = {"ext4", "ext3", "ext2", "f2fs", "jfs", "vfat", "exfat"};

enum { CHECKED = sizeof(checked) / sizeof(checked[0]) };

bool with_checks(const char *type)
{
	for (size_t i = 0; i < CHECKED; i++)
		if (strcmp(checked[i], type) == 0)
			return true;
	return false;
}

/* It is not an error if the root has none: --host includes this if fstab asks for a check. */
static int add_checkers(struct tree *tree, const struct root *root, const struct with *with)
{
	int added = 0, result = 0;

	(void)with;
	for (size_t i = 0; i < CHECKED && result >= 0; i++) {
		char *name = alloc_text("fsck.%s", checked[i]);

		result = add_if_present(tree, root, name, "--with fsck");
		added += result > 0;
		free(name);
	}
	if (result >= 0 && !added)
		report_warning(
			"--with fsck: no fsck.ext4 or the like in %s; on Debian it is in the "
			"package e2fsprogs",
			path_shown(root->dir));
	return result < 0 ? -1 : 0;
}

static int add_helpers(struct tree *tree, const char *init, const struct kind *kind)
{
	int result = 0;

	for (const char *const *name = kind->helpers; *name && result == 0; name++)
		result = init_add_helper(tree, init, *name);
	for (const char *const *type = kind->types; *type && result == 0; type++) {
		char *path = alloc_text(DIR "%s", *type);
		struct tree_entry link = {
			.path = path, .mode = S_IFLNK | 0777, .target = kind->helpers[0]};

		result = tree_add(tree, TREE_YIELD, &link, "helper for this type");
		free(path);
	}
	return result;
}

int with_add(struct tree *tree, const struct root *root, const char *init, const struct with *with,
	     const char *name)
{
	const struct kind *kind = find_kind(name);

	if ((kind->program && add_program(tree, root, kind) < 0) ||
	    add_helpers(tree, init, kind) < 0)
		return -1;
	if (kind->needs_keyboard && keymap_add(tree, root) < 0)
		return -1;
	return kind->configure ? kind->configure(tree, root, with) : 0;
}
