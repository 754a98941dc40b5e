// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/generic/classes.h"

#include <fnmatch.h>
#include <stddef.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

/*
 * '*' matches '/' too. No root depends on modules in these directories (network, sound, video), nor
 * on modules that need them.
 */
static const char *const away_dirs[] = {
	"kernel/drivers/infiniband/*",
	"kernel/drivers/media/*",
	"kernel/drivers/net/*",
	"kernel/net/*",
	"kernel/sound/*",
};

static const char *const away_calls[] = {
	"dev_add_pack", "kernel_sendmsg",   "register_netdev", "register_netdevice",
	"sock_create",  "sock_create_kern", "sockfd_lookup",
};

/* These have no class, whatever they call; they are included as dependencies only. */
static const char *const idle_dirs[] = {
	"kernel/drivers/accel/*",
	"kernel/drivers/comedi/*",
	"kernel/drivers/crypto/*",
	"kernel/drivers/gpu/*",
	"kernel/drivers/hwmon/*",
	"kernel/drivers/iio/*",
	"kernel/drivers/input/mouse/*",
	"kernel/drivers/nvme/target/*",
	"kernel/drivers/target/*",
	"kernel/drivers/usb/image/*",
	"kernel/drivers/usb/typec/altmodes/*",
	"kernel/drivers/video/*",
};

static const struct dir {
	const char *pattern, *class;
} dirs[] = {
	{"kernel/drivers/ata/*", "storage"},
	{"kernel/drivers/block/*", "storage"},
	{"kernel/drivers/md/*", "storage"},
	{"kernel/drivers/memstick/*", "storage"},
	{"kernel/drivers/message/fusion/*", "storage"},
	{"kernel/drivers/mmc/*", "storage"},
	{"kernel/drivers/nvdimm/*", "storage"},
	{"kernel/drivers/nvme/host/*", "storage"},
	{"kernel/drivers/scsi/*", "storage"},
	{"kernel/drivers/ufs/*", "storage"},
	{"kernel/drivers/usb/storage/*", "storage"},
	{"kernel/drivers/s390/block/*", "storage"},
	{"kernel/drivers/s390/scsi/*", "storage"},

	{"kernel/drivers/bus/*", "bus"},
	{"kernel/drivers/pci/controller/*", "bus"},
	{"kernel/drivers/pcmcia/*", "bus"},
	{"kernel/drivers/usb/c67x00/*", "bus"},
	{"kernel/drivers/usb/cdns3/*", "bus"},
	{"kernel/drivers/usb/chipidea/*", "bus"},
	{"kernel/drivers/usb/dwc[23]/*", "bus"},
	{"kernel/drivers/usb/host/*", "bus"},
	{"kernel/drivers/usb/isp1760/*", "bus"},
	{"kernel/drivers/usb/mtu3/*", "bus"},
	{"kernel/drivers/usb/musb/*", "bus"},
	{"kernel/drivers/usb/renesas_usbhs/*", "bus"},

	{"kernel/drivers/clk/*", "supplier"},
	{"kernel/drivers/extcon/*", "supplier"},
	{"kernel/drivers/gpio/*", "supplier"},
	{"kernel/drivers/hwspinlock/*", "supplier"},
	{"kernel/drivers/i2c/busses/*", "supplier"},
	{"kernel/drivers/i2c/muxes/*", "supplier"},
	{"kernel/drivers/interconnect/*", "supplier"},
	{"kernel/drivers/iommu/*", "supplier"},
	{"kernel/drivers/mailbox/*", "supplier"},
	{"kernel/drivers/memory/*", "supplier"},
	{"kernel/drivers/mfd/*", "supplier"},
	{"kernel/drivers/mux/*", "supplier"},
	{"kernel/drivers/nvmem/*", "supplier"},
	{"kernel/drivers/phy/*", "supplier"},
	{"kernel/drivers/pinctrl/*", "supplier"},
	{"kernel/drivers/pmdomain/*", "supplier"},
	{"kernel/drivers/power/sequencing/*", "supplier"},
	{"kernel/drivers/regulator/*", "supplier"},
	{"kernel/drivers/reset/*", "supplier"},
	{"kernel/drivers/soc/*", "supplier"},
	{"kernel/drivers/spi/*", "supplier"},
	{"kernel/drivers/spmi/*", "supplier"},
	{"kernel/drivers/usb/phy/*", "supplier"},
	{"kernel/drivers/usb/roles/*", "supplier"},
	{"kernel/drivers/usb/typec/*", "supplier"},

	{"kernel/drivers/hid/*", "input"},
	{"kernel/drivers/input/keyboard/*", "input"},
	{"kernel/drivers/input/serio/*", "input"},

	{"kernel/fs/efivarfs/*", "file system"}, /* root=gpt-auto reads a variable */
	{"kernel/fs/nls/*", "file system"},
	{"kernel/fs/overlayfs/*", "file system"},
	{"kernel/fs/quota/*", "file system"},
	{"kernel/arch/*/crypto/*", "file system"},
	{"kernel/crypto/*", "file system"},
};

/* The kernel or a program requests modules in these directories by name. */
static const char *const unaliased_dirs[] = {
	"kernel/drivers/md/*",
	"kernel/drivers/scsi/device_handler/*",
	"kernel/fs/nls/*",
	"kernel/fs/quota/*",
};

static const struct call {
	const char *symbol, *class;
} calls[] = {
	{"__blk_alloc_disk", "storage"},
	{"__blk_mq_alloc_disk", "storage"},
	{"ahci_host_activate", "storage"},
	{"dm_register_target", "storage"},
	{"register_md_personality", "storage"},
	{"sdhci_add_host", "storage"},
	{"__sdhci_add_host", "storage"},
	{"__nvdimm_create", "storage"},
	{"ata_host_activate", "storage"},
	{"memstick_add_host", "storage"},
	{"mmc_add_host", "storage"},
	{"nvdimm_bus_register", "storage"},
	{"nvme_init_ctrl", "storage"},
	{"scsi_add_host_with_dma", "storage"},
	{"ufshcd_init", "storage"},
	{"usb_stor_probe1", "storage"},

	{"__xenbus_register_frontend", "bus"},
	{"fw_card_add", "bus"},
	{"pci_create_root_bus", "bus"},
	{"pci_host_probe", "bus"},
	{"pci_scan_root_bus", "bus"},
	{"pcmcia_register_socket", "bus"},
	{"register_virtio_device", "bus"},
	{"usb_add_hcd", "bus"},

	{"__serio_register_port", "input"},
	{"cros_ec_register", "input"},
	{"hid_add_device", "input"},
	{"ssam_controller_bind", "input"},
};

/* Calls of file systems: on a block device, or shared by the host of a virtual machine. */
static const char *const fs_calls[] = {
	"bdev_file_open_by_path", "blkdev_get_by_path", "get_tree_bdev",
	"get_tree_bdev_flags",    "mount_bdev",         "setup_bdev_super",
	"register_virtio_driver",
};

/*
 * Out-of-tree modules may be in any directory; they are classified by the functions that they call.
 */
static bool is_own(const char *file)
{
	return strncmp(file, "kernel/", 7) == 0;
}

static bool is_in(const char *file, const char *const *patterns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (fnmatch(patterns[i], file, 0) == 0)
			return true;
	}
	return false;
}

static const char *first_call(const struct modsymbols *symbols, const char *const *names,
			      size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (list_has(&symbols->needs, names[i]))
			return names[i];
	}
	return NULL;
}

static const struct dir *dir_of(const char *file)
{
	for (size_t i = 0; i < COUNT(dirs); i++) {
		if (fnmatch(dirs[i].pattern, file, 0) == 0)
			return &dirs[i];
	}
	return NULL;
}

bool classes_exclude_dir(const char *file)
{
	return is_in(file, away_dirs, COUNT(away_dirs));
}

bool classes_exclude_calls(const struct modsymbols *symbols)
{
	return first_call(symbols, away_calls, COUNT(away_calls)) != NULL;
}

bool classes_may_have(const char *file, bool aliased)
{
	if (is_in(file, idle_dirs, COUNT(idle_dirs)))
		return false;
	return aliased || !is_own(file) || is_in(file, unaliased_dirs, COUNT(unaliased_dirs));
}

static char *describe_call(const char *class, const char *symbol)
{
	return alloc_text("%s: calls %s", class, symbol);
}

static char *describe_fs(const struct modsymbols *symbols)
{
	const char *symbol = first_call(symbols, fs_calls, COUNT(fs_calls));

	return symbol ? describe_call("file system", symbol) : NULL;
}

static const struct call *call_of(const struct modsymbols *symbols)
{
	for (size_t i = 0; i < COUNT(calls); i++) {
		if (list_has(&symbols->needs, calls[i].symbol))
			return &calls[i];
	}
	return NULL;
}

char *classes_describe(const char *file, const struct modsymbols *symbols, bool fs)
{
	const struct dir *dir = dir_of(file);
	const struct call *call;

	if (dir)
		return alloc_text("%s: in %s", dir->class, dir->pattern);
	if (fnmatch("kernel/fs/*", file, 0) == 0 || (fs && !is_own(file)))
		return describe_fs(symbols);
	call = call_of(symbols);
	return call ? describe_call(call->class, call->symbol) : NULL;
}

bool classes_is_keyboard(const char *file)
{
	const struct dir *dir = dir_of(file);

	return dir && (strcmp(dir->class, "input") == 0 ||
		       strcmp(dir->pattern, "kernel/drivers/usb/host/*") == 0);
}

static enum hint_rank rank_of(const char *class)
{
	static const char *const ranks[] = {
		[HINT_STORAGE] = "storage", [HINT_BUS] = "bus", [HINT_INPUT] = "input"};

	for (size_t i = 0; i < COUNT(ranks); i++) {
		if (strcmp(ranks[i], class) == 0)
			return i;
	}
	return HINT_NONE;
}

/* Network drivers through which a server can be reached; wireless cards are not supported. */
enum hint_rank classes_hint(const char *file)
{
	const struct dir *dir = dir_of(file);

	if (dir)
		return rank_of(dir->class);
	if (fnmatch("kernel/drivers/net/wireless/*", file, 0) == 0)
		return HINT_NONE;
	if (fnmatch("kernel/drivers/net/*", file, 0) == 0)
		return HINT_NET;
	return classes_exclude_dir(file) || !classes_may_have(file, true) ? HINT_NONE
									  : HINT_BY_CALL;
}

enum hint_rank classes_hint_call(const struct modsymbols *symbols)
{
	const struct call *call = classes_exclude_calls(symbols) ? NULL : call_of(symbols);

	return call ? rank_of(call->class) : HINT_NONE;
}
