// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/boottest/machine.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/kernel/vmlinuz.h"
#include "tools/mkinitrd/programs/program.h"
#include "tools/mkinitrd/tree/parameters.h"

/* On a busy host, a kernel may misjudge the clocks of an emulated PC. */
#define PC "console=ttyS0 no_timer_check tsc=unstable"

static const struct arch {
	unsigned machine; /* e_machine of /init */
	const char *host, *qemu, *package, *board, *parameters;
} archs[] = {
	{EM_X86_64, "x86_64", "qemu-system-x86_64", "qemu-system-x86", "q35", PC},
	{EM_386, "x86_64", "qemu-system-x86_64", "qemu-system-x86", "q35", PC},
	{EM_AARCH64, "aarch64", "qemu-system-aarch64", "qemu-system-arm", "virt",
	 "console=ttyAMA0"},
};
enum { ARCHS = sizeof(archs) / sizeof(archs[0]) };

/* The modules, the driver of the disk or its controller first, and QEMU's devices. */
static const struct disk {
	const char *modules[4], *devices[3];
} disks[] = {
	{{"nvme"}, {"nvme,serial=scratch,drive=root"}},
	{{"ahci", "sd_mod"}, {"ahci,id=bus", "ide-hd,bus=bus.0,drive=root"}},
	{{"virtio_blk", "virtio_pci"}, {"virtio-blk-pci,drive=root"}},
	{{"virtio_scsi", "virtio_pci", "sd_mod"}, {"virtio-scsi-pci", "scsi-hd,drive=root"}},
	{{"megaraid_sas", "sd_mod"}, {"megasas", "scsi-hd,drive=root"}},
	{{"vmw_pvscsi", "sd_mod"}, {"pvscsi", "scsi-hd,drive=root"}},
	{{"sym53c8xx", "sd_mod"}, {"lsi53c895a", "scsi-hd,drive=root"}},
	{{"ata_piix", "sd_mod"}, {"piix3-ide,id=bus", "ide-hd,bus=bus.0,drive=root"}},
	{{"usb_storage", "xhci_pci", "sd_mod"}, {"qemu-xhci", "usb-storage,drive=root"}},
};
enum { DISKS = sizeof(disks) / sizeof(disks[0]) };

/* Drivers that mount ext2. */
static const char *const types[] = {"ext4", "ext2"};
enum { TYPES = sizeof(types) / sizeof(types[0]) };

/* ---- what the image has ---- */

static const struct arch *find_arch(const struct tree *tree)
{
	const struct tree_entry *init = tree_find(tree, "/init");
	const struct arch *found = NULL;
	struct program program;

	if (!init || !init->source || program_read(init->source, &program) != 0)
		return NULL;
	for (size_t i = 0; i < ARCHS; i++)
		if (archs[i].machine == program.machine)
			found = &archs[i];
	program_free(&program);
	return found;
}

static bool have_all(const struct modules *modules, const char *const *names)
{
	while (*names && modules_provided(modules, *names))
		names++;
	return !*names;
}

/* A driver in the image is preferred to one that is built in, which every image has. */
static const struct disk *find_disk(const struct modules *modules)
{
	for (int built_in = 0; built_in <= 1; built_in++)
		for (size_t i = 0; i < DISKS; i++)
			if ((built_in || modules_chosen(modules, disks[i].modules[0])) &&
			    have_all(modules, disks[i].modules))
				return &disks[i];
	return NULL;
}

static const char *find_type(const struct modules *modules)
{
	for (size_t i = 0; i < TYPES; i++)
		if (modules_provided(modules, types[i]))
			return types[i];
	return NULL;
}

/* ---- the machine ---- */

static char *no_disk(void)
{
	struct list names = {0};
	char *all, *why;

	for (size_t i = 0; i < DISKS; i++)
		list_add(&names, disks[i].modules[0]);
	all = list_join(&names, ", ");
	why = alloc_text("neither the image nor the kernel has the driver of a disk of QEMU: %s",
			 all);
	list_free(&names);
	free(all);
	return why;
}

/* Parameters that cannot be discarded. */
static bool needs_other_disks(const struct config *config)
{
	static const char *const names[] = {"mount.usr", "mount.usrfstype", "mount.usrflags",
					    "usrhash"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (parameters_option(config, names[i]))
			return true;
	return config->verity;
}

/* gangway.final in the image's configuration has priority over the command line. */
static const char *check_config(const struct tree *tree, const char *parameters, const char *type)
{
	static struct config config; /* large */
	const struct tree_entry *conf = tree_find(tree, "/etc/gangway.conf");
	bool has_text = conf && conf->data;

	parameters_of_text(has_text ? conf->data : "", has_text ? conf->len : 0, parameters,
			   &config);
	if (config.stay)
		return "it is a permanent root";
	if (!config.root || strcmp(config.root, "LABEL=" MACHINE_LABEL) != 0)
		return "its configuration has a final root";
	if (!config.init || strcmp(config.init, MACHINE_INIT) != 0)
		return "its configuration has a final init";
	if ((config.trial && *config.trial) || config.slots == CHOICE_YES ||
	    config_overlays(&config) || config.image || config.loop ||
	    (config.rootflags && *config.rootflags) || strcmp(config.rootfstype, type) != 0)
		return "its configuration has final parameters of the root";
	return needs_other_disks(&config) ? "its configuration has roothash= or mount.usr=" : NULL;
}

static void fill(struct machine *m, const struct arch *arch, const struct disk *disk)
{
	m->host = arch->host;
	m->qemu = arch->qemu;
	m->package = arch->package;
	m->board = arch->board;
	m->driver = disk->modules[0];
	m->devices = disk->devices;
	m->parameters = alloc_text(
		"%s loglevel=7 panic=-1 noresume gangway.trial= gangway.slots=no "
		"gangway.image= loop= gangway.overlay= systemd.volatile=no gangway.fallback= rootflags= rootfstype=%s "
		"init=" MACHINE_INIT " gangway.root=LABEL=" MACHINE_LABEL,
		arch->parameters, m->type);
}

/* The reason why there is no machine, in new memory, or NULL. */
static char *choose(const struct boottest *t, struct machine *m)
{
	const struct arch *arch = find_arch(t->tree);
	const struct disk *disk = find_disk(t->modules);
	const char *why;

	m->type = find_type(t->modules);
	m->kernel = vmlinuz_find(t->kernel_root, t->options->release);
	if (!arch)
		return alloc_text("/init is for an architecture that --test does not know");
	if (!disk)
		return no_disk();
	if (!m->type)
		return alloc_text("neither the image nor the kernel has a driver for ext4 or ext2");
	if (!m->kernel)
		return alloc_text("there is no vmlinuz-%s", t->options->release);
	fill(m, arch, disk);
	why = check_config(t->tree, m->parameters, m->type);
	return why ? alloc_text("%s", why) : NULL;
}

int machine_choose(const struct boottest *test, struct machine *ret_machine, char **ret_why)
{
	*ret_machine = (struct machine){0};
	*ret_why = choose(test, ret_machine);
	return *ret_why ? 1 : 0;
}

void machine_free(struct machine *machine)
{
	free(machine->kernel);
	free(machine->parameters);
}
