// SPDX-License-Identifier: GPL-2.0
#include "init/boot/child.h"

#include <errno.h>
#include <signal.h>

#include "init/boot/console.h"
#include "lib/sys.h"

enum { STATUS_NOT_RUN = 127 }; /* as in a shell */

/* ---- in the child -------------------------------------------------------------------------- */

/*
 * The result first: if the error arrives, the result is complete. The pipe takes both without
 * blocking.
 */
static int send_report(const struct child_plan *plan, int report, int error)
{
	ssize_t wrote = plan->size ? sys_write(report, plan->result, plan->size) : 0;

	if (wrote == (ssize_t)plan->size)
		wrote = sys_write(report, &error, sizeof(error));
	return wrote < 0 ? wrote : 0;
}

static _Noreturn void run_function(const struct child_plan *plan, int report)
{
	int err;

	sys_set_name(plan->name);
	err = plan->run(plan->context);
	if (send_report(plan, report, err)) {
		if (plan->undo)
			plan->undo(plan->context);
		sys_exit(1);
	}
	sys_exit(err != 0);
}

static _Noreturn void exec_program(const struct child_plan *plan, int report)
{
	int err;

	if (plan->terminal)
		(void)console_take(plan->terminal); /* on failure there is no job control */
	else
		(void)sys_setsid(); /* on failure only the program itself can be killed */
	(void)sys_signals_reset();
	err = sys_exec(plan->argv[0], plan->argv, plan->envp);
	(void)send_report(plan, report, err); /* the exit status reports the failure too */
	sys_exit(STATUS_NOT_RUN);
}

/* Only PID 1 reads reports: the write of a child fails if PID 1 no longer reads. */
static void close_reports(const struct child *c)
{
	for (; c; c = c->next)
		if (c->report >= 0)
			sys_close(c->report);
}

static _Noreturn void become_child(const struct child *others, const struct child_plan *plan,
				   const int report[2])
{
	sys_close(report[0]);
	close_reports(others);
	if (plan->run)
		run_function(plan, report[1]);
	exec_program(plan, report[1]);
}

/* ---- in PID 1 ------------------------------------------------------------------------------ */

int child_start(struct child **children, struct child *c, const struct child_plan *plan)
{
	int report[2];
	int err = sys_pipe(report);
	pid_t pid;

	if (err)
		return err;
	pid = sys_fork();
	if (pid == 0)
		become_child(*children, plan, report);
	sys_close(report[1]);
	if (pid < 0) {
		sys_close(report[0]);
		return pid;
	}
	*c = (struct child){
		.pid = pid,
		.began = sys_now(),
		.program = !plan->run,
		.ended = plan->ended,
		.result = plan->result,
		.size = plan->size,
		.report = report[0],
		.next = *children,
	};
	*children = c;
	return 0;
}

void child_kill(const struct child *c, int signal)
{
	if (c->pid > 0 && sys_kill(-c->pid, signal))
		(void)sys_kill(c->pid, signal); /* it leads no process group, or has ended */
}

static void close_report(struct child *c)
{
	if (c->report >= 0)
		sys_close(c->report);
	c->report = -1;
}

/* The link that points to the child with this pid; NULL: none. */
static struct child **find(struct child **at, pid_t pid)
{
	while (*at && (*at)->pid != pid)
		at = &(*at)->next;
	return *at ? at : NULL;
}

bool child_give_up(struct child **children, struct child *c)
{
	struct child **at = c->pid ? find(children, c->pid) : NULL;

	if (!at)
		return false;
	close_report(c);
	if (!c->ended) {
		*at = c->next;
		c->pid = 0;
	}
	return true;
}

/* exec closes the pipe of a program: no report means no error. */
static void take_report(struct child *c)
{
	bool whole = c->report >= 0;

	if (whole && c->size)
		whole = sys_read(c->report, c->result, c->size) == (ssize_t)c->size;
	if (whole)
		whole = sys_read(c->report, &c->error, sizeof(c->error)) == sizeof(c->error);
	if (!whole)
		c->error = c->program ? 0 : -EIO;
	close_report(c);
}

struct child *child_reaped(struct child **children, pid_t pid, int status)
{
	struct child **at = find(children, pid);
	struct child *c;

	if (!at)
		return NULL;
	c = *at;
	*at = c->next;
	c->pid = 0;
	c->status = status;
	take_report(c);
	return c;
}
