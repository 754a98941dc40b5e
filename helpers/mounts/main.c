// SPDX-License-Identifier: GPL-2.0
/*
 * Mounts what /init does not: an overlay, with another helper, and below the root /usr and the entries of
 * /etc/fstab with x-initrd.mount.
 *
 *	/lib/gangway/mounts OVERLAY VOLATILE ROOTFSTYPE ROOTFLAGS DEVICE LAYER ROOT [NAME VALUE]...
 *
 * OVERLAY is gangway.overlay=, VOLATILE is systemd.volatile=, DEVICE is that of the root, LAYER is the name of
 * the root on the device of an overlay, and ROOT is root=. An empty argument is not set or not known. Then
 * mount.usr=, usrhash= and the like follow; the first of a name counts.
 *
 * Exit status: 0; 1 if something could not be mounted, with a cause. After SIGTERM it does not wait for
 * devices that are missing.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "helpers/mounts/device.h"
#include "helpers/mounts/entry.h"
#include "helpers/mounts/gptusr.h"
#include "helpers/mounts/program.h"
#include "helpers/mounts/report.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/fstab.h"
#include "lib/inside.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { FSTAB_SIZE = 65536, DEPTH_MAX = 16 };

enum { OVERLAY = 1, VOLATILE, ROOTFSTYPE, ROOTFLAGS, DEVICE, LAYER, ROOT, FIXED };

/* mount.usr= and so on; the defaults of the other two are rootfstype= and rootflags=. */
enum { SOURCE, TYPES, OPTIONS, VALUES };
static const char *const names[VALUES] = {"mount.usr", "mount.usrfstype", "mount.usrflags"};
static const char *values[VALUES];

/* A verified /usr: its device, and the arguments of its helper, of which /init passes no more. */
#define DEVICE_OF_USR "/dev/mapper/usr"
enum { VERITY_MAX = 64 };

static bool overlaid;    /* the root is an overlay */
static bool has_usr;     /* a parameter or fstab says what /usr is */
static bool verified;    /* /usr is on a device of dm-verity, and on nothing else */
static const char *root; /* its device; "": not known */

/*
 * Below a read-only root or an overlay, it is read-only, whatever its options are: it may not have been
 * checked. The real system remounts it read-write.
 */
static int mount_entry(struct entry *entry)
{
	static char options[FSTAB_LINE_SIZE + sizeof(",ro")];

	entry->writable = sys_fs_read_only(NEW_ROOT) == 0;
	if (overlaid || entry->read_only || !entry->writable) {
		size_t len = strlen(entry->options);

		if (len >= FSTAB_LINE_SIZE) {
			report(REPORT_CAUSE, "%s: its options are too long", entry->name);
			return -ENAMETOOLONG;
		}
		memcpy(options, entry->options, len);
		memcpy(options + len, ",ro", sizeof(",ro"));
		entry->options = options;
	}
	entry->root = root;
	if (overlaid)
		entry->checked = false; /* a check writes */
	return entry_mount(entry);
}

/* ---- parameters ------------------------------------------------------------------------------ */

/*
 * usrhash= and systemd.verity_usr_*: the helper for dm-verity, which sets the cause, makes the only device that
 * may be mounted on /usr, whatever mount.usr= and fstab say.
 */
static const char *verity[VERITY_MAX + 1] = {"/lib/gangway/verity"};
static int verity_count = 1;

static int set_up_verity(void)
{
	int status;

	if (verity_count == 1)
		return 0;
	if (!file_exists(verity[0]))
		return report(
			REPORT_CAUSE,
			"usrhash= needs mkinitrd --with verity: %s: No such file or directory",
			verity[0]);
	status = program_run(verity);
	if (status)
		return status < 0 ? report(REPORT_CAUSE, "usrhash=: %s: %s", verity[0],
					   error_text(status))
				  : status;
	if (values[SOURCE] && *values[SOURCE])
		report(REPORT_ERROR, "usrhash=: ignoring mount.usr=%.80s", values[SOURCE]);
	values[SOURCE] = DEVICE_OF_USR;
	verified = true;
	return 0;
}

/*
 * With mount.usrfstype= or mount.usrflags= alone, the device is that of the root; their own defaults are
 * those of the root, too (add_sysroot_usr_mount() of systemd-fstab-generator, systemd 252).
 */
static int mount_usr(char *const argv[])
{
	const char *const defaults[VALUES] = {argv[DEVICE], argv[ROOTFSTYPE], argv[ROOTFLAGS]};
	struct entry entry = {.name = "/usr (mount.usr=)", .target = "/usr", .checked = true};

	for (int i = 0; i < VALUES; i++) {
		has_usr = has_usr || (values[i] && *values[i]);
		if (!values[i] || !*values[i])
			values[i] = defaults[i];
	}
	entry.source = values[SOURCE];
	entry.types = values[TYPES];
	entry.options = values[OPTIONS];
	if (verified) {
		entry.checked = false;
		entry.read_only = true;
	}
	return has_usr ? mount_entry(&entry) : 0;
}

static void take_parameter(const char *name, const char *value)
{
	if (!text_after(name, names[SOURCE]) && verity_count + 2 <= VERITY_MAX) {
		verity[verity_count++] = name;
		verity[verity_count++] = value;
	}
	for (int i = 0; i < VALUES; i++)
		if (text_equal(name, names[i]) && !values[i])
			values[i] = value;
}

/* ---- the overlay ----------------------------------------------------------------------------- */

/* Runs the helper for overlays, which sets the cause. */
static int run_overlay(char *const args[])
{
	const char *overlay = *args[OVERLAY] ? args[OVERLAY] : "tmpfs";
	const char *const argv[] = {"/lib/gangway/overlay", overlay, args[DEVICE], args[LAYER],
				    NULL};

	if (!*args[OVERLAY] && !*args[VOLATILE])
		return 0;
	if (*args[VOLATILE] && !text_equal(args[VOLATILE], "overlay"))
		return report(REPORT_CAUSE,
			      "systemd.volatile=%.80s: not supported; use systemd.volatile=overlay",
			      args[VOLATILE]);
	overlaid = true;
	return program_run(argv);
}

/* ---- fstab ----------------------------------------------------------------------------------- */

/* The number of directories on the path; 0: it is not one. */
static unsigned depth_of(const char *path)
{
	unsigned depth = 0;

	if (*path != '/')
		return 0;
	while (*(path += strspn(path, "/"))) {
		path += strcspn(path, "/");
		depth++;
	}
	return depth;
}

static bool is_wanted(const struct fstab_entry *e)
{
	size_t slashes = strspn(e->target, "/"); /* //usr is the same directory */

	if (verified && slashes && entry_is_usr(e->target + slashes - 1))
		return false;
	return (entry_is_usr(e->target) || fstab_option(e->options, "x-initrd.mount")) &&
	       !fstab_option(e->options, "noauto");
}

/* A device, or a tag such as UUID=. A path in the root, a share or tmpfs is not for an initramfs. */
static bool is_device(const char *source)
{
	return text_after(source, "/dev/") || strchr(source, '=');
}

/* Of an entry that need not be mounted. If its device is missing, that is no error. */
static void log_cause(int err)
{
	char why[256];

	if (err != -ENODEV && file_read_value(REPORT_DIR "/cause", why, sizeof(why)) > 0)
		report(REPORT_ERROR, "%s", why);
}

static int mount_line(const struct fstab_entry *e)
{
	struct entry entry = {
		.source = e->source,
		.target = e->target,
		.types = e->type,
		.options = e->options,
		.optional = fstab_option(e->options, "nofail"),
		.checked = e->checked,
	};
	bool device = is_device(e->source);
	int err;

	(void)format_text(entry.name, sizeof(entry.name), "%.100s (line %u of /etc/fstab)",
			  e->target, e->line);
	err = device ? mount_entry(&entry) : -ENOTBLK;
	if (!err || (device && !entry.optional))
		return err;
	if (device)
		log_cause(err);
	report(REPORT_INFO, "%s: %.80s is not mounted: %s", entry.name, e->source,
	       device ? "nofail" : "not a block device");
	report_no_cause();
	return 0;
}

/* Reports what mount_depth() never mounts. */
static void check_fstab(const char *text, size_t len)
{
	static struct fstab_entry entry; /* large */
	struct fstab_lines lines = {.rest = text, .end = text + len};

	while (fstab_next(&lines, &entry)) {
		has_usr = has_usr || entry_is_usr(entry.target);
		if (is_wanted(&entry) && depth_of(entry.target) > DEPTH_MAX)
			report(REPORT_ERROR,
			       "%.100s (line %u of /etc/fstab) is not mounted: more than %d "
			       "directories",
			       entry.target, entry.line, DEPTH_MAX);
	}
	if (lines.too_long)
		report(REPORT_ERROR, "line %u of /etc/fstab is ignored: too long", lines.too_long);
}

/* The entries whose path has that depth: first those that must be mounted. */
static int mount_depth(const char *text, size_t len, unsigned depth)
{
	static struct fstab_entry entry; /* large */
	int err = 0;

	for (int optional = 0; optional <= 1; optional++) {
		struct fstab_lines lines = {.rest = text, .end = text + len};

		while (!err && fstab_next(&lines, &entry))
			if (depth_of(entry.target) == depth && is_wanted(&entry) &&
			    optional == !!fstab_option(entry.options, "nofail"))
				err = mount_line(&entry);
	}
	return err;
}

static long read_fstab(char *text, size_t size)
{
	int fd = inside_open(NEW_ROOT, "/etc/fstab", O_RDONLY);
	struct sys_stat st;
	long len = fd < 0 ? fd : sys_stat(fd, "", AT_EMPTY_PATH, &st);

	if (!len && !S_ISREG(st.mode))
		len = -EINVAL;
	if (!len)
		len = file_read_all(fd, text, size);
	if (fd >= 0)
		sys_close(fd);
	return len;
}

static int mount_fstab(void)
{
	static char text[FSTAB_SIZE];
	long len = read_fstab(text, sizeof(text));
	int err = 0;

	if (len == -ENOENT || len == -ENOTDIR)
		return 0;
	if (len < 0) {
		report(REPORT_CAUSE, "/etc/fstab of the root: %s", error_text(len));
		return len;
	}
	check_fstab(text, len);
	for (unsigned depth = 1; depth <= DEPTH_MAX && !err; depth++)
		err = mount_depth(text, len, depth);
	return err;
}

/* ---- root=gpt-auto --------------------------------------------------------------------------- */

static int find_any(void *context, const char *name, unsigned char type)
{
	(void)context, (void)name, (void)type;
	return 1;
}

/* Of the root. A directory that does not exist or is a link is not populated. */
static bool is_populated(void)
{
	int fd = sys_open(SYS_CWD, NEW_ROOT "/usr", O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	bool populated = fd >= 0 && file_each(fd, ".", find_any, NULL) > 0;

	if (fd >= 0)
		sys_close(fd);
	return populated;
}

/* The /usr of a root that is populated is not hidden. */
static int mount_gpt_auto(const char *spec)
{
	static struct gptusr usr;
	struct entry entry = {
		.name = "/usr (root=gpt-auto)", .target = "/usr", .types = "", .checked = true};

	if (has_usr || !text_equal(spec, "gpt-auto") || !gptusr_find(root, &usr))
		return 0;
	if (is_populated()) {
		report(REPORT_INFO, "%s: %s is not mounted: /usr of the root is not empty",
		       entry.name, usr.path);
		return 0;
	}
	entry.source = usr.path;
	entry.options = "";
	entry.read_only = usr.read_only;
	return mount_entry(&entry);
}

int main(int argc, char **argv)
{
	int err;

	if (argc < FIXED || (argc - FIXED) % 2)
		return 2; /* it is not for users */
	report_open();
	root = argv[DEVICE];
	for (int i = FIXED; i < argc; i += 2)
		take_parameter(argv[i], argv[i + 1]);
	err = run_overlay(argv);
	if (!err)
		err = set_up_verity();
	if (!err)
		err = mount_usr(argv);
	if (!err)
		err = mount_fstab();
	if (!err)
		err = mount_gpt_auto(argv[ROOT]);
	return err ? 1 : 0;
}
