// SPDX-License-Identifier: GPL-2.0
/* The state of a process, its lines in the log, and injected failures. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host-tests/world/inner.h"
#include "lib/text.h"

struct own w;

enum {
	CALL_TIME = 10,      /* microseconds */
	CALLS_MAX = 1000000, /* of a process: it no longer waits */
};

void world_note(const char *format, ...)
{
	char line[1200];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	if (len > (int)sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len++] = '\n';
	(void)!write(w.log, line, len);
}

static void end_of(char *to, size_t size, const char *text)
{
	size_t len = strlen(text);

	strcpy(to, len < size ? text : text + len - size + 1);
}

static bool is_fault(const struct world_fault *fault, const struct world_call *call)
{
	if (!fault->error)
		return false;
	if (fault->lasts)
		return text_equal(call->name, fault->name) &&
		       text_equal(call->object, fault->object);
	return call->process == fault->process && call->number == fault->number;
}

int world_fault_of(const char *name, const char *object)
{
	struct world_call call = {.process = w.process, .number = ++w.calls};

	end_of(call.name, sizeof(call.name), name);
	end_of(call.object, sizeof(call.object), object);
	w.shared->turns.clock += CALL_TIME;
	if (w.shared->call_count < WORLD_CALLS)
		w.shared->calls[w.shared->call_count++] = call;
	if (w.calls > CALLS_MAX)
		turns_end(true);
	if (!is_fault(&w.world->fault, &call))
		return 0;
	w.shared->failures++;
	return w.world->fault.error;
}
