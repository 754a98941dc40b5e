// SPDX-License-Identifier: GPL-2.0
/*
 * The init of the scratch root is helpers/shutdown, which reboots. The kernel then prints REACHED, which
 * it prints neither at a panic nor while the initramfs runs.
 */
#include "tools/mkinitrd/boottest/boottest.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/base/run.h"
#include "tools/mkinitrd/boottest/machine.h"
#include "tools/mkinitrd/image/extfs.h"
#include "tools/mkinitrd/programs/initfile.h"
#include "tools/mkinitrd/programs/program.h"

#define REACHED "reboot: Restarting system"
#define PANIC   "Kernel panic - not syncing"

enum { NOT_TESTED = 1, LINES = 24, KVM_SECONDS = 15 };

struct attempt {
	const struct boottest *test;
	struct machine machine;
	char *image;               /* an absolute path */
	int root, console, errors; /* unnamed files */
};

static int refuse(const struct attempt *t, const char *why)
{
	report_error("%s: not written: it cannot be tested: %s", t->test->options->image, why);
	return NOT_TESTED;
}

/* ---- the scratch root ------------------------------------------------------------------------- */

static int add_dirs(struct tree *tree)
{
	static const char *const dirs[] = {"/dev", "/proc", "/run", "/sys"};
	int result = 0;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]) && result == 0; i++) {
		struct tree_entry dir = {.path = dirs[i], .mode = S_IFDIR | 0755};

		result = tree_add(tree, TREE_YIELD, &dir, "in the scratch root");
	}
	return result;
}

static int make_root(const struct options *options)
{
	char *init = init_file(options->init);
	char *file = alloc_text("%s/helpers/shutdown", dirname(init));
	struct tree_entry entry = {.path = MACHINE_INIT, .mode = S_IFREG | 0755, .source = file};
	struct tree tree = {0};
	uint32_t kib;
	int result = program_need_static(file);

	if (result == 0)
		result = tree_add(&tree, TREE_REPLACE, &entry, "in the scratch root");
	if (result == 0)
		result = add_dirs(&tree);
	if (result == 0)
		result = extfs_make(&tree, MACHINE_LABEL, 0, &kib);
	tree_free(&tree);
	free(file);
	free(init);
	return result;
}

static int open_files(struct attempt *t)
{
	t->image = realpath(t->test->file, NULL);
	t->console = memfd_create("console", MFD_CLOEXEC);
	t->errors = memfd_create("errors", MFD_CLOEXEC);
	if (!t->image || t->console < 0 || t->errors < 0)
		return report_error("%s: cannot test it: %m", t->test->options->image);
	t->root = make_root(t->test->options);
	return t->root < 0 ? -1 : 0;
}

/* ---- the boot --------------------------------------------------------------------------------- */

/* As run_limited(). The root is QEMU's standard input, the console its standard output. */
static int execute(const struct attempt *t, const char *accel, unsigned seconds)
{
	const struct machine *m = &t->machine;
	const struct run_fds fds = {t->root, t->console, t->errors};
	char *board = alloc_text("%s,accel=%s", m->board, accel);
	/* clang-format off */
	const char *const argv[] = {
		m->qemu, "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
		"-machine", board, "-cpu", "max", "-m", "1G",
		"-serial", "file:/proc/self/fd/1",
		"-kernel", m->kernel, "-initrd", t->image, "-append", m->parameters,
		"-drive", "if=none,id=root,format=raw,file=/proc/self/fd/0",
		"-device", m->devices[0], m->devices[1] ? "-device" : NULL, m->devices[1],
		NULL,
	};
	/* clang-format on */
	int status;

	report_detail("%s, accel=%s, %s: %s", m->qemu, accel, m->devices[0], m->parameters);
	if (ftruncate(t->console, 0) < 0 || ftruncate(t->errors, 0) < 0)
		status = report_error("cannot run %s: %m", m->qemu);
	else
		status = run_limited((char *const *)argv, m->package, &fds, seconds);
	free(board);
	return status;
}

/* The content of an unnamed file, without control characters: new memory. */
static char *text_of(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text = alloc(size + 1), *to = text;
	ssize_t len = pread(fd, text, size, 0);

	for (const char *at = text; at < text + len; at++)
		if (*at == '\n' || (unsigned char)*at >= ' ')
			*to++ = *at;
	*to = '\0';
	return text;
}

static bool has_reached(const struct attempt *t)
{
	char *console = text_of(t->console);
	bool reached = strstr(console, REACHED) != NULL;

	free(console);
	return reached;
}

static bool may_use_kvm(const struct machine *m)
{
	struct utsname host;

	return access("/dev/kvm", R_OK | W_OK) == 0 && uname(&host) == 0 &&
	       strcmp(host.machine, m->host) == 0;
}

/* KVM may exist and not work: what fails with it is repeated without. */
static int boot(const struct attempt *t)
{
	int status = may_use_kvm(&t->machine) ? execute(t, "kvm", KVM_SECONDS) : 0;

	return status < 0 || has_reached(t) ? status : execute(t, "tcg", t->test->options->test);
}

/* ---- the result ------------------------------------------------------------------------------- */

/* Ends the text at the kernel's panic, which is followed by a trace, and returns its last lines. */
static char *last_lines(char *text)
{
	char *end = strstr(text, PANIC);
	unsigned lines = 0;

	end = end ? end + strcspn(end, "\n") : text + strlen(text);
	while (end > text && end[-1] == '\n')
		end--;
	*end = '\0';
	while (end > text && (end[-1] != '\n' || ++lines < LINES))
		end--;
	return end;
}

static int fail(const struct attempt *t, int status, char *console)
{
	const struct machine *m = &t->machine;
	char *when = status == RUN_TIMEOUT ? alloc_text(" within %u s", t->test->options->test)
					   : alloc_text("%s", "");

	report_error("%s: not written: in QEMU, with %s on %s, it did not get to init%s; "
		     "the console:\n%s",
		     t->test->options->image, m->type, m->driver, when, last_lines(console));
	free(when);
	return -1;
}

/* QEMU that prints no line and ends has not started. */
static int conclude(const struct attempt *t, int status)
{
	const struct machine *m = &t->machine;
	char *console = text_of(t->console), *errors = text_of(t->errors);
	int result = 0;

	if (strstr(console, REACHED))
		report_result("%s: got to init in QEMU, with %s on %s", t->test->options->image,
			      m->type, m->driver);
	else if (!*console && status != RUN_TIMEOUT)
		result = refuse(t, last_lines(errors));
	else
		result = fail(t, status, console);
	free(console);
	free(errors);
	return result;
}

static int run(struct attempt *t)
{
	int status = open_files(t) < 0 ? -1 : boot(t);

	return status < 0 ? -1 : conclude(t, status);
}

static void close_files(const struct attempt *t)
{
	const int fds[] = {t->root, t->console, t->errors};

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

int boottest_run(const struct boottest *test)
{
	struct attempt t = {.test = test, .root = -1, .console = -1, .errors = -1};
	char *why;
	int result = machine_choose(test, &t.machine, &why);

	result = result ? refuse(&t, why) : run(&t);
	close_files(&t);
	machine_free(&t.machine);
	free(t.image);
	free(why);
	return result;
}
