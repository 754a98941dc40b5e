// SPDX-License-Identifier: GPL-2.0
#include "host-tests/world/machine.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host-tests/gpt.h"
#include "host-tests/le.h"
#include "host-tests/standin/roottype.h"
#include "host-tests/tap.h"
#include "host-tests/world/index.h"

enum { PATH = 512 };

/* Mode of a file that represents a character device: sticky. */
enum { DEVICE = 01600 };

#define MODULES "old/lib/modules/6.1.0-test"

static const char *const dirs[] = {
	"",
	"old",
	"old/bin",
	"old/etc",
	"old/dev",
	"old/proc",
	"old/proc/1",
	"old/sys",
	"old/run",
	"old/root",
	"old/lib",
	"old/lib/gangway",
	"old/lib/modules",
	MODULES,
	"old/lib/modules/5.0-other",
	"old/deep",
	"old/deep/er",
	"new",
	"new/sbin",
	"new/dev",
	"new/proc",
	"new/sys",
	"new/run",
	"new/lib",
	"new/boot",
	"dev",
	"proc",
	"proc/sys",
	"proc/sys/kernel",
	"proc/self",
	"sys",
	"sys/class",
	"sys/class/block",
	"sys/dev",
	"sys/dev/block",
	"sys/dev/char",
	"sys/dev/char/1:11",
	"sys/dev/char/1:3",
	"sys/dev/char/5:1",
	"nodes",
	"pts",
	"sys/devices",
	"sys/devices/pci",
	"sys/devices/i2c",
	"sys/devices/virtual",
	"sys/firmware",
	"sys/firmware/efi",
	"sys/firmware/efi/efivars",
	"sys/kernel",
	"sys/kernel/debug",
	"sys/module",
	"run",
	"debug",
	"efi",
	"later",
	"later/sda",
	"later/dm-0",
	"later/dm-0/dm",
};

static const struct {
	const char *path, *text;
	mode_t mode;
} files[] = {
	{"old/init", "gangway", 0755},
	{"old/bin/sh", "shell", 0755},
	{"old/lib/gangway/sysmap", "helper", 0755},
	{"old/lib/gangway/trial", "helper", 0755},
	{"old/deep/er/ballast", "memory", 0644},
	{"old/etc/gangway.conf", "gangway.modules=sd_mod # the disk\n", 0644},
	{MODULES "/sd_mod.ko", "code", 0644},
	{MODULES "/ext4.ko", "code", 0644},
	{"new/sbin/init", "init", 0755},
	{"new/precious", "data", 0644},
	{"new/boot/vmlinuz-6.1.0-test", "kernel", 0644},
	{"old/dev/console", "", DEVICE},
	{"dev/console", "", DEVICE},
	{"dev/null", "", DEVICE},
	{"dev/kmsg",
	 "4,7,5000000,-;nic 0000:00:03.0: Direct firmware load for nic.bin failed "
	 "with error -2\n SUBSYSTEM=pci\n",
	 0644},
	{"debug/devices_deferred", "panel\tpanel: supplier power not ready\nfan\t\n", 0644},
	{"sys/devices/pci/modalias", "pci:v00001000d00000012sv00001000sd00001000bc01sc00i00\n",
	 0644},
	{"sys/devices/i2c/modalias", "i2c:clock\n", 0644},
	{"proc/sys/kernel/printk_devkmsg", "ratelimit\n", 0644},
	{"proc/sys/kernel/printk", "4\t4\t1\t6\n", 0644},
	{"proc/sys/kernel/real-root-dev", "0\n", 0644},
	{"sys/kernel/rcu_expedited", "0\n", 0644},
	{"proc/filesystems", "nodev\tproc\n\text4\n", 0644},
	{"sys/dev/char/1:11/uevent", "MAJOR=1\nMINOR=11\nDEVNAME=kmsg\nDEVMODE=0644\n", 0644},
	{"sys/dev/char/1:3/uevent", "MAJOR=1\nMINOR=3\nDEVNAME=null\nDEVMODE=0666\n", 0644},
	{"sys/dev/char/5:1/uevent", "MAJOR=5\nMINOR=1\nDEVNAME=console\n", 0644},
	{"later/sda/uevent", "MAJOR=8\nMINOR=0\nDEVNAME=sda\nDEVTYPE=disk\n", 0644},
	{"later/sda/size", "32768\n", 0644},
	{"later/sda/removable", "0\n", 0644},
	{"later/dm-0/uevent", "MAJOR=253\nMINOR=0\nDEVNAME=dm-0\nDEVTYPE=disk\n", 0644},
	{"later/dm-0/size", "32768\n", 0644},
	{"later/dm-0/dm/name", "luks\n", 0644},
};

static FILE *open_file(const char *dir, const char *path, const char *mode)
{
	char full[PATH];
	FILE *file;

	snprintf(full, sizeof(full), "%s/%s", dir, path);
	file = fopen(full, mode);
	if (!file) {
		perror(full);
		exit(99);
	}
	return file;
}

void machine_write_bytes(const char *dir, const char *path, const void *data, size_t len)
{
	FILE *file = open_file(dir, path, "w");

	fwrite(data, 1, len, file);
	fclose(file);
}

static void write_index(const char *dir, const char *path, const struct index_entry *entries,
			int count)
{
	unsigned char bytes[INDEX_SIZE];

	machine_write_bytes(dir, path, bytes, index_make(bytes, entries, count));
}

static void write_indexes(const char *dir)
{
	static const struct index_entry dep[] = {{"ext4", "ext4.ko:"}, {"sd_mod", "sd_mod.ko:"}};
	static const struct index_entry alias[] = {{"fs_ext3", "ext4"}, {"i2c:clock", "sd_mod"}};
	static const struct index_entry hints[] = {{"pci:v*", "lsi"}};

	write_index(dir, MODULES "/modules.dep.bin", dep, 2);
	write_index(dir, MODULES "/modules.alias.bin", alias, 2);
	write_index(dir, MODULES "/modules.hints.bin", hints, 1);
}

static void clear(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char below[PATH];

	while (dir && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		if (unlink(below))
			clear(below);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}

/* An ext3 superblock with the fields that are read (linux/Documentation/filesystems/ext4). */
static void write_disk(const char *dir, const char *path, const char *label)
{
	static unsigned char disk[16384];
	unsigned char *sb = disk + 1024;

	sb[0x00] = 32;                    /* inodes */
	sb[0x05] = 0x40;                  /* 16,384 blocks of 1 KiB */
	sb[0x14] = 1;                     /* first data block */
	sb[0x21] = 0x20;                  /* blocks per group */
	sb[0x28] = 32;                    /* inodes per group */
	memcpy(sb + 0x38, "\x53\xef", 2); /* magic */
	sb[0x4c] = 1;                     /* revision */
	sb[0x58] = 128;                   /* inode size */
	sb[0x5c] = 4;                     /* has a journal */
	memset(sb + 0x78, 0, 16);
	memset(sb + 0x68, 0x11, 16); /* UUID */
	memcpy(sb + 0x78, label, strlen(label));
	machine_write_bytes(dir, path, disk, sizeof(disk));
}

void machine_make(const char *dir, const char *cmdline)
{
	char path[PATH];

	clear(dir);
	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, dirs[i]);
		mkdir(path, 0755);
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		machine_write_bytes(dir, files[i].path, files[i].text, strlen(files[i].text));
		snprintf(path, sizeof(path), "%s/%s", dir, files[i].path);
		chmod(path, files[i].mode);
	}
	machine_write_bytes(dir, "proc/cmdline", cmdline, strlen(cmdline));
	write_indexes(dir);
	write_disk(dir, "dev/sda", "root");
	machine_link(dir, "sys/devices/virtual/block", "/sys/class/block");
	machine_link(dir, "sys/dev/block/8:0", "/sys/class/block/sda");
}

struct world machine_world(const char *cmdline)
{
	struct world world = {.dir = tap_path("machine"), .disk_after = "sd_mod"};

	machine_make(world.dir, cmdline);
	return world;
}

int init_main(int argc, char **argv, char **envp);

void machine_boot(const struct world *world, const char *name, struct outcome *ret_outcome)
{
	char *argv[] = {(char *)name, (char *)"splash", NULL};
	char *envp[] = {(char *)"HOME=/", (char *)"TERM=linux", NULL};

	world_boot(world, init_main, argv, envp, ret_outcome);
}

void machine_set_efivar(const char *dir, const char *name, const char *value)
{
	char path[PATH], bytes[4 + 2 * 64] = {7};
	size_t len = 4;

	for (; *value; value++, len += 2)
		bytes[len] = *value;
	snprintf(path, sizeof(path), "efi/%s", name);
	machine_write_bytes(dir, path, bytes, len + 2);
}

/* A LUKS header with the fields that are read (the LUKS specification, 1.2.3). */
void machine_encrypt(const char *dir, bool program)
{
	static unsigned char disk[16384] = "LUKS\xba\xbe\0\1";
	char program_path[PATH];

	memcpy(disk + 0xa8, "6a6e7761-0000-4000-8000-0000000000c1", 36);
	machine_write_bytes(dir, "dev/sda", disk, sizeof(disk));
	write_disk(dir, "dev/dm-0", "root");
	if (!program)
		return;
	machine_write_bytes(dir, "old/lib/gangway/crypto_LUKS", "code", 4);
	snprintf(program_path, sizeof(program_path), "%s/old/lib/gangway/crypto_LUKS", dir);
	chmod(program_path, 0755);
}

/* A GUID as it is stored: its first three fields are little-endian. */
static void put_type(unsigned char *at)
{
	static const unsigned char order[] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
	const char *text = TYPE;

	for (unsigned i = 0; i < sizeof(order); i++) {
		unsigned byte;

		text += *text == '-';
		sscanf(text, "%2x", &byte);
		at[order[i]] = byte;
		text += 2;
	}
}

static void add_partition(const char *dir, unsigned number)
{
	char path[PATH], target[PATH], text[64];

	snprintf(path, sizeof(path), "%s/later/sda/sda%u", dir, number);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "later/sda/sda%u/uevent", number);
	snprintf(text, sizeof(text), "MAJOR=8\nMINOR=%u\nDEVTYPE=partition\nPARTN=%u\n", number,
		 number);
	machine_write(dir, path, text);
	snprintf(path, sizeof(path), "later/sda/sda%u/size", number);
	machine_write(dir, path, "32\n");
	snprintf(path, sizeof(path), "sys/class/block/sda%u", number);
	snprintf(target, sizeof(target), "/sys/devices/virtual/block/sda/sda%u", number);
	machine_link(dir, path, target);
	snprintf(path, sizeof(path), "dev/sda%u", number);
	write_disk(dir, path, "root");
}

/* There is no backup. */
void machine_add_slots(const char *dir, const unsigned *slots)
{
	static unsigned char disk[34 * 512];
	const struct gpt gpt = {disk, 32768 * 512, 512, 128, 2, 34};
	char path[PATH];

	memset(disk, 0, sizeof(disk));
	gpt_make(&gpt, false);
	for (unsigned i = 0; slots[i]; i++) {
		unsigned char *entry = gpt_entry(&gpt, false, i + 1);

		put_type(entry);
		entry[0x10 + 3] = i + 1;
		le_put(entry + 0x20, 8, 64 * (i + 1));
		le_put(entry + 0x28, 8, 64 * (i + 1) + 31);
		le_put(entry + 0x30, 8, (uint64_t)slots[i] << 48);
		add_partition(dir, i + 1);
	}
	gpt_seal(&gpt, false);
	machine_write_bytes(dir, "dev/sda", disk, sizeof(disk));
	snprintf(path, sizeof(path), "%s/later/sda/queue", dir);
	mkdir(path, 0755);
	machine_write(dir, "later/sda/queue/logical_block_size", "512\n");
}

void machine_add_disk(const char *dir, const char *name, const char *label)
{
	char path[PATH];

	snprintf(path, sizeof(path), "dev/%s", name);
	write_disk(dir, path, label);
}

void machine_add_console(const char *dir, const char *path)
{
	char full[PATH];

	machine_write_bytes(dir, path, "", 0);
	snprintf(full, sizeof(full), "%s/%s", dir, path);
	chmod(full, DEVICE);
}

void machine_link(const char *dir, const char *path, const char *target)
{
	char full[PATH];

	snprintf(full, sizeof(full), "%s/%s", dir, path);
	if (unlink(full))
		rmdir(full);
	if (symlink(target, full))
		exit(99);
}

void machine_write(const char *dir, const char *path, const char *text)
{
	char full[PATH];

	snprintf(full, sizeof(full), "%s/%.*s", dir, (int)(strrchr(path, '/') - path), path);
	mkdir(full, 0755); /* it may exist */
	machine_write_bytes(dir, path, text, strlen(text));
}

void machine_remove(const char *dir, const char *path)
{
	char full[PATH];

	snprintf(full, sizeof(full), "%s/%s", dir, path);
	if (unlink(full))
		rmdir(full);
}

void machine_forbid(const char *dir, const char *path)
{
	char full[PATH];

	snprintf(full, sizeof(full), "%s/%s", dir, path);
	chmod(full, 0644);
}

void machine_permit(const char *dir, const char *path)
{
	char full[PATH];

	snprintf(full, sizeof(full), "%s/%s", dir, path);
	chmod(full, 0755);
}

void machine_serve_pci(const char *dir)
{
	static const struct index_entry alias[] = {
		{"fs_ext3", "ext4"}, {"i2c:clock", "sd_mod"}, {"pci:v*", "sd_mod"}};

	write_index(dir, MODULES "/modules.alias.bin", alias, 3);
	machine_write_bytes(dir, "old/etc/gangway.conf", "", 0);
}
