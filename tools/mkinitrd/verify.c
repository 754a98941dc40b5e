// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/rootadvice.h"
#include "fs/rootspec.h"
#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/config/config.h"
#include "lib/cmdline.h"
#include "tools/mkinitrd/host/host.h"

/*
 * Mistakes in the configuration are errors, since it is part of this image. Those in the command
 * line of the machine are warnings, since the image may be booted with another.
 */
static struct {
	bool is_error, is_silent;
	unsigned errors;
} log_state;

struct verify {
	const struct options *options;
	const struct modules *modules;
	const struct tree *tree;
	struct config config;
	char *line; /* the command line; NULL: unknown */
};

/* ---- messages of /init's parsers ------------------------------------------------------------- */

static void report(bool is_error, const char *format, va_list args)
{
	char *text = alloc_text_v(format, args);

	if (is_error) {
		report_error("%s", text);
		log_state.errors++;
	} else {
		report_warning("%s", text);
	}
	free(text);
}

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (!log_state.is_silent)
		report(log_state.is_error, format, args);
	va_end(args);
}

/* Reports a problem with `value`, which is in the configuration or in the command line. */
static void complain(const struct verify *v, const char *value, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void complain(const struct verify *v, const char *value, const char *format, ...)
{
	const char *file = v->config.file;
	va_list args;

	va_start(args, format);
	report(value >= file && value < file + sizeof(v->config.file), format, args);
	va_end(args);
}

/* ---- the configuration ----------------------------------------------------------------------- */

/* Without its closing quote, a value extends to the end of the line. */
static void check_quotes(const struct verify *v, const char *text)
{
	unsigned line = 1, quotes = 0;
	bool comment = false, start = true;

	for (;; text++) {
		if ((!*text || *text == '\n') && quotes % 2)
			complain(v, text, "/etc/gangway.conf, line %u: missing closing quote",
				 line);
		if (!*text)
			return;
		if (*text == '\n') {
			line++;
			quotes = 0;
			comment = false;
		}
		if (*text == '#' && start && quotes % 2 == 0)
			comment = true;
		quotes += *text == '"' && !comment;
		start = strchr(" \t\n", *text) != NULL;
	}
}

/* A file that is too long for /init is refused elsewhere. */
void verify_read(const char *text, size_t len, struct config *ret_config)
{
	memset(ret_config, 0, sizeof(*ret_config));
	config_defaults(ret_config);
	if (len >= sizeof(ret_config->file))
		return;
	memcpy(ret_config->file, text, len);
	log_state.is_silent = true;
	config_take_file(ret_config, ret_config->file);
	log_state.is_silent = false;
}

static void take_conf(struct verify *v)
{
	const struct tree_entry *conf = tree_find(v->tree, "/etc/gangway.conf");

	if (!conf || !conf->data || conf->len >= sizeof(v->config.file))
		return;
	memcpy(v->config.file, conf->data, conf->len);
	check_quotes(v, v->config.file);
	log_state.is_error = true;
	config_take_file(&v->config, v->config.file);
	log_state.is_error = false;
}

static void take_line(struct verify *v)
{
	if (!v->line || strlen(v->line) >= sizeof(v->config.line))
		return;
	strcpy(v->config.line, v->line);
	config_take_line(&v->config, v->config.line);
}

/* ---- parameters of other initrds ------------------------------------------------------------- */

static const struct foreign {
	const char *name, *instead;
} foreign[] = {
	{"cryptdevice", "LUKS volumes are configured in /etc/crypttab"},
	{"cryptkey", "key files are configured in /etc/crypttab"},
	{"cryptroot", "LUKS volumes are configured in /etc/crypttab"},
	{"cryptopts", "LUKS volumes are configured in /etc/crypttab"},
	{"rd.luks.key", "key files are configured in /etc/crypttab"},
	{"luks.name", "LUKS volumes are configured in /etc/crypttab"},
	{"luks.key", "key files are configured in /etc/crypttab"},
	{"nfsroot", "network roots are not supported"},
	{"netroot", "network roots are not supported"},
	{"boot", "live systems are not supported"},
	{"rd.live.image", "live systems are not supported"},
	{"zfs", "ZFS is not supported"},
};

static void check_foreign(const struct verify *v)
{
	char *text = alloc_text("%s", v->line ? v->line : ""), *rest = text, *name, *value;

	while (cmdline_next(&rest, &name, &value) && strcmp(name, "--") != 0)
		for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
			if (strcmp(foreign[i].name, name) == 0)
				report_warning("command line: gangway ignores %s=: %s", name,
					       foreign[i].instead);
	free(text);
}

/* ---- the root -------------------------------------------------------------------------------- */

static void check_root(const struct verify *v, const char *name, const char *root,
		       const char *value)
{
	char advice[ROOTADVICE_SIZE];
	struct rootspec spec;

	if (rootspec_parse(root, &spec) < 0) {
		rootadvice_for(root, advice, sizeof(advice));
		complain(v, value, "cannot find %s=%s: %s", name, root, advice);
	} else if (v->options->host) {
		host_check_root(v->options->machine, name, root, &spec);
	}
}

static void check_fallbacks(const struct verify *v)
{
	for (unsigned i = 0; i < v->config.fallback.count; i++) {
		const char *value = v->config.fallback.list[i];
		char *list = alloc_text("%s", value), *rest = list, *root;

		while ((root = strsep(&rest, ",")))
			if (*root)
				check_root(v, "gangway.fallback", root, value);
		free(list);
	}
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
	const char *types = v->config.rootfstype;
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
	for (unsigned i = 0; v->modules && i < v->config.modules.count; i++) {
		char *list = alloc_text("%s", v->config.modules.list[i]), *rest = list, *name;

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
static void check_init(const struct verify *v)
{
	static const char *const inits[] = {"/sbin/init", "/etc/init", "/bin/init", "/bin/sh"};

	if (v->config.init) {
		if (!is_program(v->tree, v->config.init))
			complain(v, v->config.init, "init=%s: not a program in the image",
				 v->config.init);
		return;
	}
	for (size_t i = 0; i < sizeof(inits) / sizeof(inits[0]); i++)
		if (is_program(v->tree, inits[i]))
			return;
	complain(
		v, v->config.file,
		"gangway.stay: the image has no init: none of /sbin/init, /etc/init, /bin/init and "
		"/bin/sh is a program; add one with --add");
}

/* ---- all of it ------------------------------------------------------------------------------- */

static void check(struct verify *v)
{
	check_modules(v);
	if (v->config.stay) {
		check_init(v);
		return;
	}
	check_foreign(v);
	if (!v->config.root && v->options->host)
		report_warning("this machine's command line has no root=; the image will need one");
	if (v->config.root)
		check_root(v, "root", v->config.root, v->config.root);
	check_fallbacks(v);
	check_types(v);
	if (v->modules && v->modules->requested.count) {
		check_buses(v);
		check_file_systems(v);
	}
}

int verify_image(const struct options *options, const struct modules *modules,
		 const struct tree *tree)
{
	static struct verify v;

	v = (struct verify){.options = options, .modules = modules, .tree = tree};
	log_state.errors = 0;
	config_defaults(&v.config);
	take_conf(&v);
	v.line = options->host ? host_command_line(options->machine) : NULL;
	take_line(&v);
	check(&v);
	free(v.line);
	return log_state.errors ? -1 : 0;
}
