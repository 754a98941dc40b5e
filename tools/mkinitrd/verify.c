// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/verify.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/rootadvice.h"
#include "fs/rootspec.h"
#include "fs/verity/roothash.h"
#include "init/config/values.h"
#include "tools/mkinitrd/host/host.h"
#include "tools/mkinitrd/tree/parameters.h"

struct verify {
	const struct options *options;
	const struct modules *modules;
	const struct tree *tree;
	struct parameters parameters;
};

/* ---- the root -------------------------------------------------------------------------------- */

static void check_root(struct verify *v, const char *name, const char *root, const char *value)
{
	char advice[ROOTADVICE_SIZE];
	struct rootspec spec;

	if (rootspec_parse(root, &spec) < 0) {
		rootadvice_for(root, advice, sizeof(advice));
		parameters_complain(&v->parameters, value, "cannot find %s=%s: %s", name, root,
				    advice);
	} else if (v->options->host) {
		host_check_root(v->options->machine, name, root, &spec);
	}
}

static void check_fallbacks(struct verify *v)
{
	for (unsigned i = 0; i < v->parameters.config.fallback.count; i++) {
		const char *value = v->parameters.config.fallback.list[i];
		char *list = alloc_text("%s", value), *rest = list, *root;

		while ((root = strsep(&rest, ",")))
			if (*root)
				check_root(v, "gangway.fallback", root, value);
		free(list);
	}
}

/* What the helper for it does not accept, although root= does. */
static void check_trial_device(struct verify *v, const char *device, const char *trial)
{
	struct rootspec spec;

	if (rootspec_parse(device, &spec) == 0 && (spec.kind == ROOT_GPT_AUTO || spec.offset))
		parameters_complain(&v->parameters, trial,
				    "gangway.trial=%s: gpt-auto and PARTNROFF are not supported",
				    trial);
}

static void check_trial(struct verify *v)
{
	const char *trial = v->parameters.config.trial, *file;
	char *device;

	if (!trial || !*trial)
		return;
	if (!v->parameters.config.fallback.count)
		report_warning("gangway.trial= without gangway.fallback=: the boot stops when no "
			       "tries are left");
	file = rootspec_file(trial);
	if (!file) {
		parameters_complain(&v->parameters, trial,
				    "gangway.trial=%s: expected DEVICE:/FILE", trial);
		return;
	}
	device = alloc_text("%.*s", (int)(file - 1 - trial), trial);
	check_trial_device(v, device, trial);
	check_root(v, "gangway.trial", device, trial);
	free(device);
}

/*
 * The kernel uses the backup of a GPT only with its parameter gpt (find_valid_gpt(),
 * block/partitions/efi.c, 6.1).
 */
static void check_slots(struct verify *v)
{
	const struct config *c = &v->parameters.config;

	if (c->slots != CHOICE_YES)
		return;
	if (v->options->ramdisk)
		parameters_complain(&v->parameters, c->file,
				    "gangway.slots=gpt is not supported with --format ext2");
	if (c->root && strcmp(c->root, "gpt-auto") != 0)
		parameters_complain(&v->parameters, c->root,
				    "gangway.slots=gpt needs root=gpt-auto, not root=%s", c->root);
	if (c->trial && *c->trial)
		parameters_complain(&v->parameters, c->trial,
				    "gangway.slots=gpt and gangway.trial=%s exclude each other",
				    c->trial);
	if (v->parameters.line && !parameters_have(&v->parameters, "gpt"))
		report_warning("gangway.slots=gpt: add gpt to the command line; without it, the "
			       "kernel finds no partitions if the power fails while the first GPT "
			       "is written");
}

/* Those of helpers, which accept less than root= does. */
static void check_device(struct verify *v, const char *name, const char *device)
{
	struct rootspec spec;

	if (!device || !*device)
		return;
	if (rootspec_parse(device, &spec) == 0 && (spec.kind == ROOT_GPT_AUTO || spec.offset))
		parameters_complain(&v->parameters, device,
				    "%s=%s: gpt-auto and PARTNROFF are not supported", name,
				    device);
	else
		check_root(v, name, device, device);
}

static void check_mounts(struct verify *v)
{
	const struct config *config = &v->parameters.config;

	check_device(v, "mount.usr", parameters_option(config, "mount.usr"));
	if (config->overlay && strcmp(config->overlay, "tmpfs") != 0)
		check_device(v, "gangway.overlay", config->overlay);
	if (config->volatile_root && strcmp(config->volatile_root, "overlay") != 0)
		parameters_complain(&v->parameters, config->volatile_root,
				    "systemd.volatile=%s: not supported; use "
				    "systemd.volatile=overlay",
				    config->volatile_root);
}

/* The helper refuses them at boot, too. */
static void check_verity_options(struct verify *v, const char *text)
{
	struct verity_options options;
	const char *option, *why;
	size_t len;

	why = roothash_options(text, &options, &option, &len);
	if (why)
		parameters_complain(&v->parameters, text,
				    "systemd.verity_root_options=: option %.*s: %s", (int)len,
				    option, why);
}

static void check_verity(struct verify *v)
{
	const struct config *config = &v->parameters.config;
	const char *hash = parameters_option(config, "roothash");
	const char *options = parameters_option(config, "systemd.verity_root_options");

	if (hash && !roothash_is_valid(hash))
		parameters_complain(&v->parameters, hash,
				    "roothash=%s: expected 32 to 128 hexadecimal digits", hash);
	if (options)
		check_verity_options(v, options);
	if (config->slots == CHOICE_YES)
		parameters_complain(&v->parameters, hash,
				    "gangway.slots=gpt and roothash= exclude each other");
}

static void check_named_root(struct verify *v)
{
	const char *root = v->parameters.config.root, *image = v->parameters.config.image;

	if (image && !tree_follow(v->tree, image)) /* it may be in an image of its own */
		report_warning("gangway.image=%s: not in the image", image);
	else if (image)
		return;
	else if (v->parameters.config.verity)
		check_verity(v);
	else if (root)
		check_root(v, "root", root, root);
	else if (v->options->host)
		report_warning("this machine's command line has no root=; the image will need one");
}

static bool have_type(const struct verify *v, const char *type)
{
	char *alias = alloc_text("fs-%s", type);
	bool have = !v->modules || modules_have(v->modules, alias) ||
		    modules_have(v->modules, type);

	free(alias);
	return have;
}

/* One supported type is enough. */
static void check_types(const struct verify *v)
{
	const char *types = v->parameters.config.rootfstype;
	char *list = alloc_text("%s", types ? types : "auto"), *rest = list, *type;
	bool have = strcmp(list, "auto") == 0;

	while (!have && (type = strsep(&rest, ",")))
		have = have_type(v, type);
	if (!have)
		report_warning("rootfstype=%s: not in the image and not built into the kernel",
			       types);
	free(list);
}

/* ---- modules --------------------------------------------------------------------------------- */

/* Checks only those of the command line: those of the configuration were chosen already. */
static void check_modules(const struct verify *v)
{
	for (unsigned i = 0; v->modules && i < v->parameters.config.modules.count; i++) {
		char *list = alloc_text("%s", v->parameters.config.modules.list[i]), *rest = list,
		     *name;

		while ((name = strsep(&rest, ",")))
			if (*name && !modules_have(v->modules, name))
				report_warning("gangway.modules: %s is not in the image", name);
		free(list);
	}
}

static bool have_any(const struct verify *v, const char *const *names)
{
	for (; *names; names++)
		if (modules_have(v->modules, *names))
			return true;
	return false;
}

/* Drivers that need a driver of their bus, although they do not depend on its module. */
static const struct bus {
	const char *const *drivers, *const *buses;
} buses[] = {
	{(const char *const[]){"virtio_blk", "virtio_scsi", NULL},
	 (const char *const[]){"virtio_pci", "virtio_mmio", "virtio_ccw", NULL}},
	{(const char *const[]){"usb_storage", "uas", NULL},
	 (const char *const[]){"xhci_pci", "xhci_plat_hcd", "ehci_pci", "ehci_platform", "uhci_hcd",
			       "ohci_pci", "ohci_platform", "dwc2", "musb_hdrc", NULL}},
};

static void check_buses(const struct verify *v)
{
	for (size_t i = 0; i < sizeof(buses) / sizeof(buses[0]); i++)
		for (const char *const *driver = buses[i].drivers; *driver; driver++)
			if (list_has(&v->modules->chosen, *driver) && !have_any(v, buses[i].buses))
				report_warning("%s cannot find devices: the image has no driver of "
					       "its bus; add %s or %s",
					       *driver, buses[i].buses[0], buses[i].buses[1]);
}

static void check_file_systems(const struct verify *v)
{
	static const char *const types[] = {"ext4",     "ext3",     "ext2",  "xfs",    "btrfs",
					    "f2fs",     "vfat",     "exfat", "ntfs3",  "iso9660",
					    "udf",      "squashfs", "erofs", "nilfs2", "jfs",
					    "reiserfs", "bcachefs", NULL};

	for (const char *const *type = types; *type; type++)
		if (have_type(v, *type))
			return;
	report_warning(
		"cannot mount any root: no file system is in the image or built into the kernel; "
		"add the module of the root's file system");
}

/* ---- a permanent root ------------------------------------------------------------------------ */

static bool is_program(const struct tree *tree, const char *path)
{
	const struct tree_entry *entry = tree_follow(tree, path);

	return entry && S_ISREG(entry->mode) && entry->mode & 0111;
}

/* Tries the same paths as /init. */
static void check_init(struct verify *v)
{
	static const char *const inits[] = {"/sbin/init", "/etc/init", "/bin/init", "/bin/sh"};

	if (v->parameters.config.init) {
		if (!is_program(v->tree, v->parameters.config.init))
			parameters_complain(&v->parameters, v->parameters.config.init,
					    "init=%s: not a program in the image",
					    v->parameters.config.init);
		return;
	}
	for (size_t i = 0; i < sizeof(inits) / sizeof(inits[0]); i++)
		if (is_program(v->tree, inits[i]))
			return;
	parameters_complain(
		&v->parameters, v->parameters.config.file,
		"gangway.stay: the image has no init: none of /sbin/init, /etc/init, /bin/init and "
		"/bin/sh is a program; add one with --add");
}

/* ---- all of it ------------------------------------------------------------------------------- */

static void check(struct verify *v)
{
	check_modules(v);
	if (v->parameters.config.stay) {
		check_init(v);
		return;
	}
	parameters_check_foreign(&v->parameters);
	check_named_root(v);
	check_fallbacks(v);
	check_trial(v);
	check_slots(v);
	check_mounts(v);
	check_types(v);
	if (v->modules && v->modules->requested.count) {
		check_buses(v);
		check_file_systems(v);
	}
}

int verify_image(const struct options *options, const struct modules *modules,
		 const struct tree *tree)
{
	static struct verify v; /* large */
	char *line = NULL;
	int result;

	v = (struct verify){.options = options, .modules = modules, .tree = tree};
	if (options->host && host_command_line(options->machine, &line) < 0)
		return -1;
	parameters_read(&v.parameters, tree, line);
	check(&v);
	result = v.parameters.errors ? -1 : 0;
	parameters_free(&v.parameters);
	return result;
}
