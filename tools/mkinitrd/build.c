// SPDX-License-Identifier: GPL-2.0
/*
 * All files of the image are gathered in a tree, which is written as a compressed cpio archive, or as
 * a compressed file system, to a temporary file next to IMAGE; that is then renamed to IMAGE.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/interrupt.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/base/stage.h"
#include "tools/mkinitrd/boottest/boottest.h"
#include "tools/mkinitrd/build.h"
#include "tools/mkinitrd/gangwayconf.h"
#include "tools/mkinitrd/generic/generic.h"
#include "tools/mkinitrd/generic/hints.h"
#include "tools/mkinitrd/host/host.h"
#include "tools/mkinitrd/image/cpio.h"
#include "tools/mkinitrd/image/rdimage.h"
#include "tools/mkinitrd/kernel/kconfig.h"
#include "tools/mkinitrd/microcode.h"
#include "tools/mkinitrd/modules/learn.h"
#include "tools/mkinitrd/modules/modkeep.h"
#include "tools/mkinitrd/modules/modprobe_d.h"
#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/options/options.h"
#include "tools/mkinitrd/programs/add.h"
#include "tools/mkinitrd/programs/busybox.h"
#include "tools/mkinitrd/programs/elfmachine.h"
#include "tools/mkinitrd/programs/follow.h"
#include "tools/mkinitrd/programs/initfile.h"
#include "tools/mkinitrd/rootimage.h"
#include "tools/mkinitrd/secrets.h"
#include "tools/mkinitrd/sighash.h"
#include "tools/mkinitrd/systemmap.h"
#include "tools/mkinitrd/tree/owners.h"
#include "tools/mkinitrd/tree/skeleton.h"
#include "tools/mkinitrd/verify.h"
#include "tools/mkinitrd/with/with.h"

struct build {
	struct options *options;
	struct root root;        /* root of programs and configuration */
	struct root kernel_root; /* root of modules, firmware and other kernel files */
	char *release;           /* release from the kernel's build directory; NULL: not read */
	struct utsname running;  /* whose release is the default */
	struct kconfig kernel;
	const struct config *config; /* the parameters; NULL: not read */
	struct modules modules;
	struct rootimage rootimage;
	struct tree early; /* the archive with microcode, in front of `tree` */
	struct tree tree;
	struct with with;
	struct output out;
	uint32_t ramdisk_kib; /* the size of the RAM disk that the image needs */
};

static struct build job = {.out.fd = -1};

void build_clean_up(void)
{
	output_abandon(&job.out);
	stage_remove();
}

/* The parameters of the configuration and, with --host, of the machine. NULL: an error. */
static const struct config *read_parameters(void)
{
	static struct config config; /* large */
	char *line = NULL;
	int result = 0;

	if (job.config)
		return job.config;
	if (job.options->host)
		result = host_command_line(job.options->machine, &line);
	if (result == 0)
		result = gangwayconf_read(job.options, line, &config);
	free(line);
	job.config = result < 0 ? NULL : &config;
	return job.config;
}

/* The kinds of --with that the parameters need. They are for the step mount of an initramfs. */
static int choose_kinds(void)
{
	const struct config *config = read_parameters();

	if (!config)
		return -1;
	if (!job.options->ramdisk && !config->stay)
		with_add_kinds(config, &job.options->with);
	return 0;
}

/* --root-image is the root, in the place of a device. */
static int choose_root_image(void)
{
	if (!job.options->root_image)
		return 0;
	if (!list_has(&job.options->with, "loop"))
		list_add(&job.options->with, "loop");
	return rootimage_read(job.options->root_image, &job.rootimage);
}

static int choose_host(void)
{
	const struct config *config = read_parameters();

	if (!config)
		return -1;
	return host_choose(job.options->machine, config, &job.modules, &job.tree, &job.with);
}

/* The kernel mounts the root after /linuxrc by its number, which only a plain disk has. */
static int check_with(void)
{
	for (size_t i = 0; i < job.with.kinds.count && job.options->ramdisk; i++)
		if (with_is_container(job.with.kinds.item[i]))
			return report_error(
				"--format ext2: the root needs --with %s; use --format cpio",
				job.with.kinds.item[i]);
	return 0;
}

static int choose_modules(void)
{
	int result = modset_open(&job.modules, &job.kernel_root, &job.root, job.options->release,
				 &job.kernel);

	if (result == 0)
		result = modkeep_choose(job.options->compressed_modules,
					job.options->generic && !job.options->ramdisk, &job.kernel,
					&job.modules.kept);
	for (size_t i = 0; i < job.options->with.count; i++)
		if (!list_has(&job.with.kinds, job.options->with.item[i]))
			list_add(&job.with.kinds, job.options->with.item[i]);
	for (size_t i = 0; i < job.options->modules.count && result == 0; i++)
		result = modules_choose(&job.modules, job.options->modules.item[i]);
	if (result == 0 && job.options->learn)
		result = learn_choose(job.options->learn, &job.modules);
	if (result == 0 && job.options->host)
		result = choose_host();
	if (result == 0)
		result = check_with();
	if (result == 0 && job.options->generic)
		result = generic_choose(&job.modules);
	for (size_t i = 0; i < job.with.kinds.count && result == 0; i++)
		result = with_choose(&job.modules, job.with.kinds.item[i]);
	if (result == 0 && job.rootimage.file)
		result = rootimage_choose(&job.rootimage, &job.modules);
	if (result == 0)
		result = gangwayconf_choose(job.options, &job.modules);
	return result;
}

static bool wants_modules(const struct options *o)
{
	return o->modules.count || o->learn || o->host || o->generic || o->with.count;
}

static int pack_modules(void)
{
	if (!wants_modules(job.options))
		return 0;
	if (choose_modules() < 0 || modprobe_d_pack(&job.root, &job.tree) < 0 ||
	    sighash_add(&job.modules, &job.tree) < 0 || modules_pack(&job.modules, &job.tree) < 0)
		return -1;
	return job.options->no_hints ? 0 : hints_add(&job.modules, &job.tree);
}

static int pack_additions(void)
{
	int result = 0;

	for (size_t i = 0; i < job.options->additions.count && result == 0; i++)
		result = add_argument(&job.tree, &job.root, job.options->additions.item[i]);
	return result;
}

static int pack_with(void)
{
	int result = 0;

	for (size_t i = 0; i < job.with.kinds.count && result == 0; i++)
		result = with_add(&job.tree, &job.root, job.options->init, &job.with,
				  job.with.kinds.item[i]);
	return result;
}

/* roothash= and the like in the configuration or, with --host, on the machine's command line. */
static int choose_verity(void)
{
	const struct config *config = read_parameters();

	if (!config)
		return -1;
	if (config->verity && !list_has(&job.options->with, "verity")) {
		report_detail("--with verity (roothash=)");
		list_add(&job.options->with, "verity");
	}
	return 0;
}

static int pack_trial(void)
{
	const struct config *config = read_parameters();

	if (!config)
		return -1;
	return (config->trial && *config->trial) || config->slots == CHOICE_YES
		       ? init_add_helper(&job.tree, job.options->init, "trial")
		       : 0;
}

/*
 * Files of --add come first: links among them (a merged /usr) apply to all later files, and the
 * skeleton does not replace them.
 */
static int gather(void)
{
	if (choose_root_image() < 0 || choose_kinds() < 0 || choose_verity() < 0 ||
	    pack_additions() < 0 || skeleton_add(&job.tree, job.options->ramdisk) < 0 ||
	    init_add(&job.tree, job.options->init, &job.kernel) < 0 || pack_modules() < 0 ||
	    pack_with() < 0 || pack_trial() < 0 ||
	    (job.rootimage.file && rootimage_add(&job.rootimage, &job.tree) < 0) ||
	    gangwayconf_add(job.options, &job.modules.requested, job.with.resume,
			    job.rootimage.path, &job.tree) < 0 ||
	    systemmap_add(job.options, &job.kernel_root, &job.kernel, &job.tree) < 0)
		return -1;
	if (busybox_add(&job.tree, &job.root, job.options->busybox) < 0)
		return -1;
	if (!job.options->no_follow && follow_programs(&job.tree, &job.root) < 0)
		return -1;
	if (elfmachine_check(&job.tree, &job.kernel) < 0 ||
	    microcode_add(job.options, &job.root, &job.kernel, &job.early) < 0)
		return -1;
	return owners_apply(job.options->owners, &job.tree);
}

static int hide_secrets(void)
{
	const char *secret = secrets_find(job.options, &job.tree);

	if (!secret)
		return 0;
	report_detail("mode 0600, since not all users may read %s", secret);
	return output_hide(&job.out);
}

static int write_image(const struct compression *compression)
{
	const struct compression *none = compress_none();

	if (job.options->ramdisk)
		return rdimage_write(&job.tree, compression, &job.out, &job.ramdisk_kib);
	if (!tree_is_empty(&job.early) && cpio_write(&job.early, CPIO_ALL, none, &job.out) < 0)
		return -1;
	if (compression == none || !cpio_has_compressed(&job.tree))
		return cpio_write(&job.tree, CPIO_ALL, compression, &job.out);
	if (cpio_write(&job.tree, CPIO_COMPRESSED, none, &job.out) < 0)
		return -1;
	return cpio_write(&job.tree, CPIO_OTHERS, compression, &job.out);
}

/*
 * Without KERNEL-RELEASE the image is for the kernel of the build directory, or for the running
 * one.
 */
static int open_kernel_root(void)
{
	const char *dir = job.options->moduleroot;

	if (root_open(&job.kernel_root, dir ? "--moduleroot" : "--rootdir",
		      dir ? dir : job.options->rootdir) < 0)
		return -1;
	job.release = root_find_build(&job.kernel_root, job.options->release);
	if (!job.options->release)
		job.options->release = job.release ? job.release : job.running.release;
	if (!job.kernel_root.build)
		free(root_find_build(&job.kernel_root, job.options->release));
	return 0;
}

static int check_format(void)
{
	if (!job.options->ramdisk)
		return 0;
	return rdimage_check_kernel(&job.kernel, job.options->release);
}

static int verify(void)
{
	const struct modules *modules = wants_modules(job.options) ? &job.modules : NULL;

	return verify_image(job.options, modules, &job.tree);
}

static int test_image(void)
{
	const struct boottest test = {
		.options = job.options,
		.kernel_root = &job.kernel_root,
		.modules = &job.modules,
		.tree = &job.tree,
		.file = job.out.temp,
	};

	return job.options->test ? boottest_run(&test) : 0;
}

static int build(void)
{
	const struct compression *compression;
	int result;

	uname(&job.running);
	if (output_open(&job.out, job.options->image, job.options->force) < 0 ||
	    root_open(&job.root, "--rootdir", job.options->rootdir) < 0 || open_kernel_root() < 0 ||
	    kconfig_read(&job.kernel, &job.kernel_root, job.options->release) < 0 ||
	    compress_choose(job.options->compress, &job.kernel, &compression) < 0 ||
	    check_format() < 0 || gather() < 0 || verify() < 0 || hide_secrets() < 0 ||
	    write_image(compression) < 0 || interrupt_check() < 0)
		return -1;
	result = test_image();
	if (result)
		return result;
	if (interrupt_check() < 0 || output_commit(&job.out) < 0)
		return -1;
	report_result("%s: %llu bytes, %s, %zu modules for %s", job.options->image,
		      (unsigned long long)job.out.size, compress_name(compression),
		      job.modules.chosen.count, job.options->release);
	if (job.options->ramdisk)
		report_result("add ramdisk_size=%" PRIu32 " to the kernel command line",
			      job.ramdisk_kib);
	return 0;
}

static void free_all(void)
{
	tree_free(&job.early);
	tree_free(&job.tree);
	modset_close(&job.modules);
	with_free(&job.with);
	rootimage_free(&job.rootimage);
	kconfig_free(&job.kernel);
	root_close(&job.root);
	root_close(&job.kernel_root);
	free(job.release);
}

int build_image(struct options *options)
{
	int result;

	job.options = options;
	result = build();
	free_all();
	return result;
}
