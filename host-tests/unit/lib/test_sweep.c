// SPDX-License-Identifier: GPL-2.0
/*
 * Every call of every process of a boot fails, once (cases T1 and T2), and so does every kind of
 * call for each file, in all processes and for good. A failure that does not last must end in the
 * real init, at once or after a shell; one that lasts may end in a failure report. Either way the
 * root is as it was, and the image is whole as long as no real init runs. A boot is repeatable: the
 * same failure gives the same log (case T3).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host-tests/tap.h"
#include "host-tests/world/machine.h"
#include "host-tests/world/world.h"
#include "lib/text.h"

int init_main(int argc, char **argv, char **envp);

enum { WORKERS = 2, ERRORS = 4, RUNS = 4096, SHELLS = 2, REPEATED = 3 };

/* Boots are slow with sanitizers: that build runs a sample. */
#ifdef __SANITIZE_ADDRESS__
enum { STRIDE = 8 };
#else
enum { STRIDE = 1 };
#endif

/* ---- which errors a call fails with -------------------------------------------------------- */

static const struct {
	const char *name;
	int errors[ERRORS]; /* 0: no more */
} kinds[] = {
	{"read", {-EIO, WORLD_SHORT, -EINTR}},
	{"pread", {-EIO, WORLD_SHORT, -EINTR}},
	{"write", {-ENOSPC, -EIO, -EINTR}},
	{"open", {-EIO, -ENOMEM, -EMFILE, -EINTR}},
	{"create", {-ENOSPC, -EIO, -EROFS}},
	{"mkdir", {-ENOSPC, -EIO}},
	{"mknod", {-ENOSPC, -EPERM}},
	{"stat", {-EIO, -ENOMEM}},
	{"map", {-ENOMEM, -EIO}},
	{"pipe", {-EMFILE, -ENOMEM}},
	{"fork", {-EAGAIN, -ENOMEM}},
	{"exec", {-EIO, -ENOMEM, -EAGAIN}},
	{"dup2", {-EBUSY, -EINTR}},
	{"ioctl", {-EIO, -ENOTTY}},
	{"mount", {-EIO, -EBUSY, -ENOMEM, -EINTR}},
	{"umount", {-EBUSY, -EIO}},
	{"pivot_root", {-EBUSY, -ENOMEM}},
	{"copy_mount", {-ENOSYS, -ENOMEM}},
	{"move_mount", {-ENOSYS, -ENOMEM}},
	{"finit_module", {-EIO, -ENOMEM, -EINTR, -EAGAIN}},
	{"poll", {-EINTR, -ENOMEM}},
	{"uevent_socket", {-ENOMEM, -EMFILE}},
	{"uevent_receive", {-ENOBUFS, -EINTR, -ENOMEM}},
	{"setsid", {-EPERM}},
	{"nice", {-EACCES}},
	{"kill", {-ESRCH, -EPERM}},
	{"signals_init", {-EINVAL}},
	{"signals_reset", {-EINVAL}},
};

static const int any_other[ERRORS] = {-EIO, -ENOMEM};

static const int *errors_of(const struct world_call *call)
{
	/* a pipe takes and gives a record whole (PIPE_BUF, pipe(7)) */
	if (text_equal(call->object, "pipe") || text_equal(call->object, "dev/kmsg"))
		return any_other;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_equal(kinds[i].name, call->name))
			return kinds[i].errors;
	return any_other;
}

static unsigned count_errors(const int *errors)
{
	unsigned count = 0;

	while (count < ERRORS && errors[count])
		count++;
	return count;
}

/* ---- one boot ------------------------------------------------------------------------------ */

static const struct machine {
	const char *name;
	bool nullfs, encrypted;
	const char *words;
} machines[] = {
	{"7.x", true, false,
	 "root=no gangway.fallback=LABEL=root gangway.timeout=2 gangway.watchdog=60"},
	{"6.1, a container", false, true, "root=LABEL=root gangway.timeout=2"},
};

enum { MACHINES = sizeof(machines) / sizeof(machines[0]) };

static struct outcome outcome;
static unsigned root_before, image_before, errors_before;

static void boot(const struct machine *machine, const char *dir, const struct world_fault *fault)
{
	char *argv[] = {(char *)"/init", (char *)"splash", NULL};
	char *envp[] = {(char *)"HOME=/", (char *)"TERM=linux", NULL};
	struct world world = {.dir = dir,
			      .disk_after = "sd_mod",
			      .nullfs = machine->nullfs,
			      .shells = SHELLS,
			      .fault = *fault};

	machine_make(dir, machine->words);
	machine_write(dir, "dev/watchdog", "");
	if (machine->encrypted)
		machine_encrypt(dir, true);
	root_before = machine_digest(dir, "new");
	image_before = machine_digest(dir, "old/deep");
	world_boot(&world, init_main, argv, envp, &outcome);
}

static bool has_init(void)
{
	return world_count(&outcome, "exec /sbin/init in new: /sbin/init splash") == 1;
}

/* What the real init finds after a boot in which nothing fails. */
static const char *const expected_state[] = {
	"environment of /sbin/init in new: HOME=/ TERM=linux PATH=/sbin:/usr/sbin:/bin:/usr/bin",
	"fds of /sbin/init: dev/console dev/console dev/console",
	"state of /sbin/init: in new, nice 0, signals as the kernel gives them",
	/* nothing else, such as the old root on top of the new one */
	"mounts of /sbin/init: /=new(ro) /dev=dev(rw,nosuid) /dev/pts=pts(rw,nosuid,noexec) "
	"/proc=proc(rw,nosuid,nodev,noexec) /sys=sys(rw,nosuid,nodev,noexec) "
	"/run=run(rw,nosuid,nodev,noexec)",
};

/* The first line of the above that is missing; NULL: none. */
static const char *missing_line(void)
{
	for (size_t i = 0; i < sizeof(expected_state) / sizeof(expected_state[0]); i++)
		if (!world_count(&outcome, expected_state[i]))
			return expected_state[i];
	return NULL;
}

static unsigned count_errors_logged(void)
{
	return world_count(&outcome, "kmsg <2>gangway: ");
}

static bool has_report(void)
{
	return world_count(&outcome, "kmsg <2>gangway: step ") ||
	       strstr(outcome.log, "] gangway: step ") || strstr(outcome.log, "exit 1\n");
}

/* What is wrong with the end of the boot; NULL: nothing. */
static const char *flaw(const char *dir, const struct world_fault *fault)
{
	bool init = has_init();

	if (outcome.hung)
		return "hangs";
	if (machine_digest(dir, "new") != root_before)
		return "changes the root";
	if (world_count(&outcome, "closed fds"))
		return "closes one of 0 to 2";
	if (init && missing_line() && count_errors_logged() == errors_before)
		return "hands over something else, without a word";
	if (init)
		return NULL;
	if (!machine_has(dir, "old/deep") || machine_digest(dir, "old/deep") != image_before)
		return "deletes the image, and there is no init";
	if (!fault->lasts)
		return "no init is executed";
	return has_report() ? NULL : "no init and no report";
}

/* ---- many boots ---------------------------------------------------------------------------- */

enum ending { NOT_RUN, AT_ONCE, AFTER_SHELL, REPORT, BAD, ENDINGS };

static struct run {
	struct world_fault fault;
	struct world_call call;
	enum ending ending;
	unsigned failures;
	unsigned log; /* its digest */
} * runs;

static unsigned run_count;

static void add_run(const struct world_call *call, int error, bool lasts)
{
	struct run *run = &runs[run_count];

	if (run_count == RUNS)
		exit(99);
	*run = (struct run){.call = *call};
	run->fault = (struct world_fault){.error = error,
					  .lasts = lasts,
					  .process = call->process,
					  .number = call->number,
					  .name = runs[run_count].call.name,
					  .object = runs[run_count].call.object};
	run_count++;
}

static bool is_same(const struct world_call *a, const struct world_call *b)
{
	return text_equal(a->name, b->name) && text_equal(a->object, b->object);
}

static bool is_first(unsigned call)
{
	unsigned first = 0;

	while (!is_same(&outcome.calls[first], &outcome.calls[call]))
		first++;
	return first == call;
}

/* Each call fails once, and each kind of call for good; with one of its errors, in turn. */
static void plan(unsigned turn)
{
	unsigned kinds_seen = 0;

	run_count = 0;
	for (unsigned i = 0; i < outcome.call_count; i++) {
		const int *errors = errors_of(&outcome.calls[i]);

		add_run(&outcome.calls[i], errors[(i + turn) % count_errors(errors)], false);
	}
	for (unsigned i = 0; i < outcome.call_count; i++) {
		const int *errors = errors_of(&outcome.calls[i]);
		unsigned e = (kinds_seen + turn) % count_errors(errors);

		if (is_first(i))
			add_run(&outcome.calls[i], errors[e], true);
		kinds_seen += is_first(i);
	}
}

static unsigned digest(const char *text)
{
	unsigned sum = 5381;

	while (*text)
		sum = sum * 33 + (unsigned char)*text++;
	return sum;
}

static void run_one(const struct machine *machine, const char *dir, struct run *run)
{
	static char text[WORLD_LOG + 256];
	const char *what;

	boot(machine, dir, &run->fault);
	what = flaw(dir, &run->fault);
	run->failures = outcome.failures;
	run->log = digest(outcome.log);
	run->ending = what                             ? BAD
		      : !has_init()                    ? REPORT
		      : world_count(&outcome, "shell") ? AFTER_SHELL
						       : AT_ONCE;
	if (!what)
		return;
	snprintf(text, sizeof(text), "# %s: process %u, call %u, %s %s, error %d%s: %s\n",
		 machine->name, run->call.process, run->call.number, run->call.name,
		 run->call.object, run->fault.error, run->fault.lasts ? " for good" : "", what);
	strcat(text, outcome.log);
	(void)!write(1, text, strlen(text));
}

static void work(const struct machine *machine, unsigned worker)
{
	const char *dir = tap_path(worker ? "one" : "other");

	for (unsigned i = worker * STRIDE; i < run_count; i += WORKERS * STRIDE)
		run_one(machine, dir, &runs[i]);
	_exit(0);
}

static void run_all(const struct machine *machine)
{
	fflush(stdout);
	for (unsigned worker = 0; worker < WORKERS; worker++)
		if (fork() == 0)
			work(machine, worker);
	while (wait(NULL) > 0)
		;
}

static unsigned count(enum ending ending, bool lasts)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < run_count; i++)
		sum += runs[i].ending == ending && runs[i].fault.lasts == lasts;
	return sum;
}

static unsigned count_needless(void)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < run_count; i += STRIDE)
		sum += !runs[i].failures;
	return sum;
}

static void report(const struct machine *machine, bool lasts)
{
	const char *how = lasts ? "for good" : "once";
	unsigned all = 0;

	for (enum ending ending = AT_ONCE; ending < ENDINGS; ending++)
		all += count(ending, lasts);
	fprintf(stderr,
		"# %s: %u failures, %s: %u reached the init at once, %u after a shell, %u reported\n",
		machine->name, all, how, count(AT_ONCE, lasts), count(AFTER_SHELL, lasts),
		count(REPORT, lasts));
	tap_num(count(BAD, lasts), 0, "%s: calls that fail %s: each ends as it must", machine->name,
		how);
	if (!lasts)
		tap_num(count(REPORT, lasts), 0,
			"%s: calls that fail once: none keeps the real init from running (case T1)",
			machine->name);
}

static void check_machine(const struct machine *machine, unsigned turn)
{
	static const struct world_fault none = {.error = 0};

	boot(machine, tap_path("one"), &none);
	errors_before = count_errors_logged();
	tap_ok(has_init() && !missing_line(), "%s: a boot without failures: %s", machine->name,
	       missing_line() ? missing_line() : "in order");
	tap_ok(outcome.call_count > 250 && outcome.call_count < WORLD_CALLS,
	       "%s: its calls are known", machine->name);
	plan(turn);
	run_all(machine);
	tap_num(count_needless(), 0, "%s: every call that was to fail failed", machine->name);
	report(machine, false);
	report(machine, true);
}

/* The names are within the run itself. */
static void copy_run(unsigned i, const struct run *from)
{
	runs[i] = *from;
	runs[i].fault.name = runs[i].call.name;
	runs[i].fault.object = runs[i].call.object;
}

/* What was not in the sample has not run before. */
static bool is_other(const struct run *a, const struct run *b)
{
	return b->ending != NOT_RUN && (a->log != b->log || a->ending != b->ending);
}

/* Every third of the last machine's calls, once more. */
static void check_repeat(void)
{
	static struct run before[RUNS];
	unsigned others = 0, count = 0;

	for (unsigned i = 0; i < run_count && !runs[i].fault.lasts; i += REPEATED)
		before[count++] = runs[i];
	for (run_count = 0; run_count < count; run_count++)
		copy_run(run_count, &before[run_count]);
	run_all(&machines[MACHINES - 1]);
	for (unsigned i = 0; i < run_count; i++)
		others += i % STRIDE == 0 && is_other(&runs[i], &before[i]);
	tap_ok(run_count > 100, "the same failures once more");
	tap_num(others, 0, "each gives the same log, byte for byte (case T3)");
}

int main(void)
{
	runs = mmap(NULL, RUNS * sizeof(*runs), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		    -1, 0);
	if (runs == MAP_FAILED)
		return 99;
	for (unsigned i = 0; i < MACHINES; i++)
		check_machine(&machines[i], i);
	check_repeat();
	return tap_done();
}
