// SPDX-License-Identifier: GPL-2.0
/*
 * Hardware: the directory of a device is in that of its parent, so the path lists its controllers.
 * Each directory has a link to the driver.
 */
#include "tools/mkinitrd/devices/hardware.h"

#include <stdlib.h>
#include <string.h>

static const char devices[] = "/sys/devices/";

/* Drivers that are part of their bus; they have no module and no alias in any kernel. */
static bool is_part_of_bus(const char *driver)
{
	return strcmp(driver, "pcieport") == 0 || strcmp(driver, "usb") == 0;
}

/*
 * Platform devices: many of their drivers are never modules and in no index, so a kernel may have
 * such a driver although it cannot be found.
 */
static bool is_of_board(const struct walk *walk, const char *device)
{
	char subsystem[PATH_MAX];

	if (!host_follow(walk->host, device, "subsystem", subsystem))
		return false;
	return strcmp(subsystem, "/sys/bus/platform") == 0 ||
	       strcmp(subsystem, "/sys/bus/amba") == 0;
}

/* MMC has it only in uevent. New memory, NULL if the device has no alias. */
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
 * Adds the module's name or, if it is unknown, the driver's, which is often the same; then the
 * device's alias, for kernels without a module of that name.
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

	if (!is_module && is_part_of_bus(path_name(driver)))
		return;
	if (!is_module && purpose == NEED_ROOT && is_of_board(walk, device))
		purpose = NEED_OPTIONAL;
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
 * Suppliers, without which a driver does not probe the device: clocks, PHYs and regulators, from
 * fw_devlink, and its IOMMU.
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

/* Walks each device once, which also ends circular supplier links. */
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

/* From the bus down to the device, the order in which the modules are needed. */
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
		return walk_stop(walk, "%s: %s is not a device", chain, device);
	if (walk->depth >= WALK_DEPTH_MAX)
		return walk_stop(walk, "%s: more than %d nested devices and suppliers", chain,
				 WALK_DEPTH_MAX);
	strcpy(path, device);
	walk->depth++;
	result = walk_path(walk, path, chain, driven);
	walk->depth--;
	return result;
}
