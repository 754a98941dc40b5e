// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "tools/mkinitrd/base/interrupt.h"

enum { THREADS = 64 };

struct work {
	parallel_fn *each;
	void *context;
	size_t count;
	atomic_size_t next;
	atomic_bool failed;
};

static void *run(void *context)
{
	struct work *work = context;
	size_t index;

	while (!work->failed && !interrupt_came() &&
	       (index = atomic_fetch_add(&work->next, 1)) < work->count) {
		if (work->each(work->context, index) < 0)
			work->failed = true;
	}
	return NULL;
}

/* Starts further threads, as many as possible; their number. */
static size_t thread_count(size_t count)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t wanted = processors > THREADS ? THREADS : processors > 1 ? processors - 1 : 0;

	return wanted < count ? wanted : count;
}

int parallel_each(size_t count, parallel_fn *each, void *context)
{
	struct work work = {.each = each, .context = context, .count = count};
	pthread_t threads[THREADS];
	size_t wanted = thread_count(count), begun = 0;

	while (begun < wanted && pthread_create(&threads[begun], NULL, run, &work) == 0)
		begun++;
	run(&work);
	while (begun > 0)
		pthread_join(threads[--begun], NULL);
	return interrupt_check() < 0 || work.failed ? -1 : 0;
}
