// SPDX-License-Identifier: GPL-2.0
/*
 * Hardware: a device's directory lies in that of what it hangs on, so that its path is its chain of
 * controllers, and each directory tells its driver.
 */
#include "tools/mkinitrd/host/hardware.h"

#include <stdlib.h>
#include <string.h>

static const char devices[] = "/sys/devices/";

/* Drivers that come with their bus, and have nothing by which another kernel could tell them. */
static bool comes_with_bus(const char *driver)
{
	return strcmp(driver, "pcieport") == 0 || strcmp(driver, "usb") == 0;
}

/*
 * The board's own parts: many of their drivers are a module nowhere, and no index knows them, so
 * that another kernel may have one without a sign of it.
 */
static bool is_of_board(const struct walk *walk, const char *device)
{
	char subsystem[PATH_MAX];

	if (!host_follow(walk->host, device, "subsystem", subsystem))
		return false;
	return strcmp(subsystem, "/sys/bus/platform") == 0 ||
	       strcmp(subsystem, "/sys/bus/amba") == 0;
}

/* MMC tells it in its uevent alone. New memory, NULL: the device tells none. */
static char *alias_of(const struct walk *walk, const char *device)
{
	static const char key[] = "\nMODALIAS=";
	char *alias = host_text(walk->host, device, "modalias");
	char *event = alias ? NULL : host_text(walk->host, device, "uevent");
	const char *at = event ? strstr(event, key) : NULL;

	if (at) {
		at += strlen(key);
		alias = alloc_text("%.*s", (int)strcspn(at, "\n"), at);
	}
	free(event);
	return alias;
}

/*
 * The module by its name; where no module is told, by the driver's, which often is the same. Where
 * the kernel has none of that name, by what the device is.
 */
static void name_driver(struct need *need, const char *module, const char *alias,
			const char *driver)
{
	need->no_module = !module;
	list_add(&need->names, path_name(module ? module : driver));
	if (alias && *alias)
		list_add(&need->names, alias);
}

static void need_driver(struct walk *walk, const char *device, const char *driver,
			const char *chain)
{
	char module[PATH_MAX];
	bool is_module = host_follow(walk->host, driver, "module", module);
	enum need_for purpose = walk->purpose;
	char *alias;

	if (!is_module && comes_with_bus(path_name(driver)))
		return;
	if (!is_module && purpose == NEED_ROOT && is_of_board(walk, device))
		purpose = NEED_WANTED;
	alias = alias_of(walk, device);
	name_driver(need_add(walk->needs, purpose, "drives %s: %s", path_name(device), chain),
		    is_module ? module : NULL, alias, driver);
	free(alias);
}

static int walk_supplier(struct walk *walk, const char *device, const char *chain)
{
	bool driven = false;

	return hardware_walk(walk, device, chain, &driven);
}

/*
 * What a device cannot be driven without: clocks, phys, regulators, as fw_devlink knows them, and
 * its IOMMU.
 */
static int walk_suppliers(struct walk *walk, const char *device, const char *chain)
{
	struct list names = {0};
	char path[PATH_MAX];
	int result = 0;

	if (host_follow(walk->host, device, "iommu", path))
		result = walk_supplier(walk, path, chain);
	host_list(walk->host, device, "supplier:*", &names);
	for (size_t i = 0; i < names.count && result == 0; i++) {
		if (host_follow(walk->host, device, names.item[i], path) &&
		    host_follow(walk->host, path, "supplier", path))
			result = walk_supplier(walk, path, chain);
	}
	list_free(&names);
	return result;
}

/* Every device once; that also ends circles of suppliers. */
static int walk_device(struct walk *walk, const char *device, const char *chain, bool *driven)
{
	char driver[PATH_MAX];
	bool is_driven = host_follow(walk->host, device, "driver", driver);

	*driven |= is_driven;
	if (!set_add(&walk->seen, device))
		return 0;
	if (walk_suppliers(walk, device, chain) < 0)
		return -1;
	if (is_driven)
		need_driver(walk, device, driver, chain);
	return 0;
}

/* From the bus down, since that is the order in which the modules are of use. */
static int walk_path(struct walk *walk, char *path, const char *chain, bool *driven)
{
	char *end = path + strlen(devices) - 1;
	int result = 0;

	while (result == 0 && end) {
		end = strchr(end + 1, '/');
		if (end)
			*end = '\0';
		result = walk_device(walk, path, chain, driven);
		if (end)
			*end = '/';
	}
	return result;
}

int hardware_walk(struct walk *walk, const char *device, const char *chain, bool *driven)
{
	char path[PATH_MAX];
	int result;

	if (strncmp(device, devices, strlen(devices)) != 0)
		return walk_stop(walk, "%s: %s is no device", chain, device);
	if (walk->depth >= WALK_DEPTH_MAX)
		return walk_stop(walk, "%s: more than %d devices that need one another", chain,
				 WALK_DEPTH_MAX);
	strcpy(path, device);
	walk->depth++;
	result = walk_path(walk, path, chain, driven);
	walk->depth--;
	return result;
}
