// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/options/options.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "lib/text.h"
#include "tools/mkinitrd/image/compress.h"
#include "tools/mkinitrd/options/names.h"
#include "tools/mkinitrd/options/usage.h"
#include "tools/mkinitrd/with/with.h"

static enum options_result usage_error(const char *what, const char *detail)
{
	report_error("%s%s; try 'mkinitrd --help'", what, detail);
	return OPTIONS_USAGE;
}

/* Splits the names; -1: the list is empty. */
static int add_names(struct list *list, char *names)
{
	size_t before = list->count;
	char *name;

	while ((name = strsep(&names, ","))) {
		if (*name)
			list_add(list, name);
	}
	return list->count > before ? 0 : -1;
}

/* Options with a string argument. */
static const struct {
	int option;
	size_t at;
} strings[] = {
	{OPT_ROOTDIR, offsetof(struct options, rootdir)},
	{OPT_MODULEROOT, offsetof(struct options, moduleroot)},
	{OPT_MACHINE, offsetof(struct options, machine)},
	{OPT_CAPTURE, offsetof(struct options, capture)},
	{OPT_LEARN, offsetof(struct options, learn)},
	{OPT_ROOT_IMAGE, offsetof(struct options, root_image)},
	{OPT_CONFIG, offsetof(struct options, config)},
	{OPT_BUSYBOX, offsetof(struct options, busybox)},
	{OPT_SYSTEM_MAP, offsetof(struct options, system_map)},
	{OPT_COMPRESS, offsetof(struct options, compress)},
	{OPT_COMPRESSED_MODULES, offsetof(struct options, compressed_modules)},
	{OPT_FORMAT, offsetof(struct options, format)},
	{OPT_INIT, offsetof(struct options, init)},
	{OPT_OWNERS, offsetof(struct options, owners)},
};

/* -1: not one of these options. */
static int take_string(struct options *o, int option, const char *argument)
{
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		if (strings[i].option == option) {
			*(const char **)((char *)o + strings[i].at) = argument;
			return 0;
		}
	}
	return -1;
}

/* Enough for an emulated processor, and for the timeout of a root that does not appear. */
enum { TEST_SECONDS = 120, TEST_SECONDS_MAX = 86400 };

static int take_test(struct options *o, const char *argument)
{
	uint64_t seconds = TEST_SECONDS;

	if (argument && text_number(argument, 10, TEST_SECONDS_MAX, &seconds) < 0)
		return -1;
	o->test = seconds;
	return o->test ? 0 : -1;
}

static int take(struct options *o, int option, char *argument)
{
	switch (option) {
	case 'f':
		o->force = true;
		return 0;
	case 'v':
		report_set_level(REPORT_DETAILS);
		return 0;
	case 'q':
		report_set_level(REPORT_ERRORS);
		return 0;
	case OPT_STAY:
		o->stay = true;
		return 0;
	case OPT_GENERIC:
		o->generic = true;
		return 0;
	case OPT_HOST:
		o->host = true;
		return 0;
	case OPT_NO_HINTS:
		o->no_hints = true;
		return 0;
	case OPT_NO_MICROCODE:
		o->no_microcode = true;
		return 0;
	case OPT_NO_FOLLOW:
		o->no_follow = true;
		return 0;
	case OPT_LIST:
		o->list = true;
		return 0;
	case OPT_TEST:
		return take_test(o, argument);
	case OPT_MODULES:
		return add_names(&o->modules, argument);
	case OPT_WITH:
		return add_names(&o->with, argument);
	case OPT_ADD:
		list_add(&o->additions, argument);
		return 0;
	default:
		return take_string(o, option, argument);
	}
}

static bool is_release(const char *text)
{
	return *text && !strchr(text, '/') && strcmp(text, ".") != 0 && strcmp(text, "..") != 0;
}

static enum options_result check_with(const struct options *o)
{
	for (size_t i = 0; i < o->with.count; i++)
		if (!with_exists(o->with.item[i]))
			return usage_error(
				"invalid argument of --with (expected luks, lvm, md, fsck, resume, verity, usr, overlay, loop or stub): ",
				o->with.item[i]);
	return OPTIONS_RUN;
}

/* Options that can be combined with --capture or --list; each list ends with 0. */
static const int with_capture[] = {OPT_CAPTURE, OPT_MACHINE, OPT_HOST, 'v', 'q', 0};
static const int with_list[] = {OPT_LIST, 'v', 'q', 0};

static bool is_among(const int *options, int option)
{
	while (*options && *options != option)
		options++;
	return *options;
}

/* Records the first option that cannot be combined with each of the two. */
static void record_conflict(struct options *o, int option, const char *text)
{
	if (!o->not_with_capture && !is_among(with_capture, option))
		o->not_with_capture = text;
	if (!o->not_with_list && !is_among(with_list, option))
		o->not_with_list = text;
}

static enum options_result check_compressed_modules(const struct options *o)
{
	const char *choice = o->compressed_modules;

	if (choice && strcmp(choice, "yes") != 0 && strcmp(choice, "no") != 0)
		return usage_error(
			"invalid argument of --compressed-modules (expected yes or no): ", choice);
	if (choice && *choice == 'y' && o->ramdisk)
		return usage_error("--format ext2 cannot be combined with --compressed-modules yes",
				   "");
	return OPTIONS_RUN;
}

static enum options_result check_format(const struct options *o)
{
	if (o->format && !o->ramdisk && strcmp(o->format, "cpio") != 0)
		return usage_error("invalid argument of --format (expected cpio or ext2): ",
				   o->format);
	if (o->ramdisk && (o->stay || o->with.count || o->root_image))
		return usage_error("--format ext2 cannot be combined with --",
				   o->stay         ? "stay"
				   : o->with.count ? "with"
						   : "root-image");
	if (o->stay && o->root_image)
		return usage_error("--stay cannot be combined with --root-image", "");
	return OPTIONS_RUN;
}

/* The test boots an initramfs, which mounts a scratch root. */
static enum options_result check_test(const struct options *o)
{
	if (o->test && (o->stay || o->ramdisk))
		return usage_error("--test cannot be combined with --",
				   o->stay ? "stay" : "format ext2");
	return OPTIONS_RUN;
}

static enum options_result check(const struct options *o)
{
	if (o->capture && o->list)
		return usage_error("--list cannot be combined with --capture ", o->capture);
	if (o->capture && o->not_with_capture)
		return usage_error("--capture writes no image and cannot be combined with --",
				   o->not_with_capture);
	if (o->list && o->not_with_list)
		return usage_error("--list writes no image and cannot be combined with --",
				   o->not_with_list);
	if (o->capture)
		return o->image ? usage_error("extra operand with --capture: ", o->image)
				: OPTIONS_RUN;
	if (!o->image || !*o->image)
		return usage_error("missing operand: IMAGE", "");
	if (o->list)
		return o->release ? usage_error("extra operand with --list: ", o->release)
				  : OPTIONS_RUN;
	if (o->release && !is_release(o->release))
		return usage_error("invalid kernel release: ", o->release);
	if (o->compress && !compress_exists(o->compress))
		return usage_error(
			"invalid argument of --compress (expected zstd, xz, gzip, lz4 or none): ",
			o->compress);
	if (o->stay && o->config)
		return usage_error("--stay cannot be combined with --config; add gangway.stay to ",
				   o->config);
	if (check_with(o) != OPTIONS_RUN || check_compressed_modules(o) != OPTIONS_RUN ||
	    check_format(o) != OPTIONS_RUN)
		return OPTIONS_USAGE;
	return check_test(o);
}

/* Whether an option selects the modules; otherwise --host applies. */
static bool selects_modules(const struct options *o)
{
	return o->host || o->generic || o->learn || o->stay || o->root_image || o->modules.count ||
	       o->additions.count;
}

static enum options_result take_operands(struct options *o, int count, char *operands[])
{
	if (count > 2)
		return usage_error("extra operand: ", operands[2]);
	if (count > 0)
		o->image = operands[0];
	if (count > 1)
		o->release = operands[1];
	if (o->machine || !selects_modules(o))
		o->host = true;
	o->ramdisk = o->format && strcmp(o->format, "ext2") == 0;
	return check(o);
}

enum options_result options_parse(int argc, char *argv[], struct options *ret_options)
{
	int option;

	*ret_options = (struct options){.rootdir = "/"};
	opterr = 0;
	while ((option = getopt_long(argc, argv, "fvq", long_options, NULL)) != -1) {
		if (option == OPT_HELP) {
			usage_print();
			return OPTIONS_DONE;
		}
		if (option == OPT_VERSION) {
			puts("mkinitrd (gangway) " GANGWAY_VERSION);
			return OPTIONS_DONE;
		}
		if (take(ret_options, option, optarg) < 0)
			return usage_error("invalid option or argument: ", argv[optind - 1]);
		record_conflict(ret_options, option, names_long(option));
	}
	return take_operands(ret_options, argc - optind, argv + optind);
}

void options_free(struct options *options)
{
	list_free(&options->modules);
	list_free(&options->additions);
	list_free(&options->with);
}
