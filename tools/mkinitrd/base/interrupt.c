// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/interrupt.h"

#include <signal.h>
#include <string.h>

#include "tools/mkinitrd/base/report.h"

static volatile sig_atomic_t came;

static void note(int signal)
{
	came = signal;
}

static void handle(void (*handler)(int))
{
	/* no SA_RESTART: a signal also ends waitpid() */
	struct sigaction action = {.sa_handler = handler}, old;
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
}

void interrupt_init(void)
{
	handle(note);
	/* report a file size limit and a closed pipe as errors of write(2) */
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

void interrupt_at_once(void)
{
	handle(SIG_DFL);
	signal(SIGPIPE, SIG_DFL); /* mkinitrd --list IMAGE | head */
}

bool interrupt_came(void)
{
	return came;
}

void interrupt_end(void)
{
	if (!came)
		return;
	signal(came, SIG_DFL);
	raise(came);
}

int interrupt_check(void)
{
	return came ? report_error("interrupted by signal: %s", strsignal(came)) : 0;
}
