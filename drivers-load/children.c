// SPDX-License-Identifier: GPL-2.0
/* Processes of the loader: each loads one module; the exit status is the errno. */
#include "drivers-load/loader.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

enum {
	OPTIONS_SIZE = 2048,
	COMPRESSED_FILE = 4,  /* MODULE_INIT_COMPRESSED_FILE, linux/module.h, 5.17 */
	STATUS_UNKNOWN = 255, /* internal errors of the kernel, from 512 on, exceed a status */
};

/* ---- the child ----------------------------------------------------------------------------- */

/* File suffixes, and the kernel's names of the compressions. */
static const struct {
	const char *suffix, *packing;
} suffixes[] = {{".gz", "gzip"}, {".xz", "xz"}, {".zst", "zstd"}};

static const char *packing_of(const char *path)
{
	const char *suffix = strrchr(path, '.');

	for (size_t i = 0; suffix && i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (text_equal(suffixes[i].suffix, suffix))
			return suffixes[i].packing;
	return NULL;
}

/* Flags for finit_module(2). A kernel supports at most one compression and names it in /sys. */
static int flags_for(const char *path)
{
	const char *packing = packing_of(path);
	char unpacked[16];

	if (!packing)
		return 0;
	if (file_read_value("/sys/module/compression", unpacked, sizeof(unpacked)) < 0 ||
	    !text_equal(unpacked, packing))
		return -EOPNOTSUPP;
	return COMPRESSED_FILE;
}

static int insert(const struct loader *l, const struct module *m)
{
	char options[OPTIONS_SIZE], path[512];
	int err = loader_options(l, m, options, sizeof(options));
	int flags, fd;

	if (!err)
		err = text_copy_n(path, sizeof(path), m->path, m->path_len);
	if (err)
		return err;
	flags = flags_for(path);
	if (flags < 0)
		return flags;
	fd = sys_open(l->dir, path, O_RDONLY);
	if (fd < 0)
		return fd == -ENOENT ? -ESTALE
				     : fd; /* ENOENT of finit_module(2) means an unknown symbol */
	return sys_finit_module(fd, options, flags);
}

static _Noreturn void child(const struct loader *l, const struct module *m)
{
	int err;

	sys_set_name(m->name);
	if (!l->alone)
		sys_nice(m->nice); /* failure is harmless: only the order suffers */
	err = insert(l, m);
	if (err >= 0 || err == -EEXIST)
		sys_exit(0);
	sys_exit(-err < STATUS_UNKNOWN ? -err : STATUS_UNKNOWN);
}

/* If fork() fails, the module stays waiting: not its own failure. */
static bool start(const struct loader *l, struct module *m)
{
	pid_t pid = sys_fork();

	if (pid == 0)
		child(l, m);
	if (pid < 0)
		return false;
	m->began = sys_now();
	m->state = MODULE_LOADING;
	m->pid = pid;
	return true;
}

int64_t loader_start(struct loader *l)
{
	struct module *m;

	while (graph_count(&l->graph, MODULE_LOADING) < LOADER_CHILDREN &&
	       (m = graph_next(&l->graph)))
		if (!start(l, m))
			return SYS_SECOND;
	return -1;
}

void loader_again(struct loader *l)
{
	for (struct module *m = l->graph.modules; m < l->graph.modules + l->graph.count; m++) {
		if (m->state != MODULE_FAILED || !m->path || m->pid)
			continue;
		m->state = MODULE_WAITING;
		m->error = 0;
		m->failed_dep = NULL;
	}
}

/* ---- end of a process ---------------------------------------------------------------------- */

static struct module *of_child(struct loader *l, pid_t pid)
{
	for (unsigned i = 0; i < l->graph.count; i++)
		if (l->graph.modules[i].pid == pid)
			return &l->graph.modules[i];
	return NULL;
}

/* A signal means an oops in the module's init: nothing else kills these processes. */
static int error_of(int status)
{
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EFAULT;
}

const struct module *loader_reaped(struct loader *l, pid_t pid, int status)
{
	struct module *m = pid > 0 ? of_child(l, pid) : NULL;

	if (!m)
		return NULL;
	m->pid = 0;
	if (m->state != MODULE_LOADING)
		return m;
	m->error = error_of(status);
	m->state = m->error ? MODULE_FAILED : MODULE_LIVE;
	if (!m->error)
		m->live_at = sys_now();
	return m;
}

static bool is_live(const char *module)
{
	char path[96], state[16];

	return text_format(path, sizeof(path), "/sys/module/%s/initstate", module) > 0 &&
	       file_read_value(path, state, sizeof(state)) > 0 && text_equal(state, "live");
}

void loader_rescan(struct loader *l)
{
	for (unsigned i = 0; i < l->graph.count; i++)
		if (l->graph.modules[i].state == MODULE_LOADING &&
		    is_live(l->graph.modules[i].name))
			loader_event(l, l->graph.modules[i].name);
}

/* ---- without an event loop ----------------------------------------------------------------- */

int loader_run(struct loader *l)
{
	int status;
	pid_t pid;

	l->alone = true;
	for (loader_start(l); loader_pending(l); loader_start(l)) {
		pid = sys_wait_for(-1, &status);
		if (pid < 0)
			return pid;
		loader_reaped(l, pid, status);
	}
	for (unsigned i = 0; i < l->graph.count; i++)
		if (l->graph.modules[i].requested && l->graph.modules[i].state == MODULE_FAILED)
			return l->graph.modules[i].error;
	return 0;
}
