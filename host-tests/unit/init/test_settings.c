// SPDX-License-Identifier: GPL-2.0
/* The parameters: what gangway.conf and the command line set, and which of them wins. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host-tests/tap.h"
#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/config/config.h"
#include "init/config/sources.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct config c;

/* What was logged since the last call. */
static const char *logged(void)
{
	static size_t before;
	const char *text = log_kept() + before;

	before += strlen(text);
	return text;
}

static void take(const char *file, const char *line)
{
	sources_reset(&c);
	strcpy(c.file, file);
	strcpy(c.line, line);
	sources_take_file(&c, c.file);
	sources_take_line(&c, c.line);
}

/* A setting as text. */
static const char *get(const char *name)
{
	static char text[256];
	static const char *const coldplug[] = {"auto", "yes", "no"};
	static const char *const sysmap[] = {"auto", "all", "off"};
	static const char *const choice[] = {"default", "yes", "no"};

	if (strcmp(name, "root") == 0)
		return c.root;
	if (strcmp(name, "types") == 0)
		return c.rootfstype;
	if (strcmp(name, "init") == 0)
		return c.init;
	if (strcmp(name, "break") == 0)
		return c.break_step;
	if (strcmp(name, "mode") == 0)
		return c.writable ? "rw" : "ro";
	if (strcmp(name, "stay") == 0)
		return c.stay ? "yes" : "no";
	if (strcmp(name, "debug") == 0)
		return c.debug ? "yes" : "no";
	if (strcmp(name, "shell") == 0)
		return choice[c.shell];
	if (strcmp(name, "volatile") == 0)
		return c.volatile_root ? c.volatile_root : "none";
	if (strcmp(name, "slots") == 0)
		return choice[c.slots];
	if (strcmp(name, "coldplug") == 0)
		return coldplug[c.coldplug];
	if (strcmp(name, "sysmap") == 0)
		return sysmap[c.sysmap];
	if (strcmp(name, "timeout") == 0)
		snprintf(text, sizeof(text), "%lld", (long long)(c.timeout / SYS_SECOND));
	else if (strcmp(name, "delay") == 0)
		snprintf(text, sizeof(text), "%lld", (long long)(c.rootdelay / SYS_SECOND));
	else if (strcmp(name, "watchdog") == 0)
		snprintf(text, sizeof(text), "%lld", (long long)(c.watchdog / SYS_SECOND));
	else if (strcmp(name, "degraded") == 0)
		snprintf(text, sizeof(text), "%lld", (long long)c.degraded);
	else if (strcmp(name, "panic") == 0)
		snprintf(text, sizeof(text), "%d", c.panic);
	else if (strcmp(name, "modules") == 0)
		snprintf(text, sizeof(text), "%u %s", c.modules.count,
			 c.modules.count ? c.modules.list[c.modules.count - 1] : "");
	else if (strcmp(name, "verity") == 0)
		snprintf(text, sizeof(text), "%d %u", c.verity, c.option_count);
	else if (strcmp(name, "options") == 0)
		snprintf(text, sizeof(text), "%u %s", c.option_count,
			 c.option_count ? c.options[c.option_count - 1].name : "");
	else
		abort();
	return text;
}

static const struct {
	const char *file, *line, *setting, *value;
	const char *log; /* part of the log; NULL: nothing was logged */
} cases[] = {
	{"root=/dev/a", "root=/dev/b\n", "root", "/dev/b", NULL},
	{"root=/dev/a\n", "", "root", "/dev/a", NULL},
	{"", "root=a -- root=b", "root", "a", NULL},
	{"root=a\n-- root=b\nroot=c", "", "root", "a", NULL},
	{"#root=a\n  # root=b\nroot=c#d # root=e", "", "root", "c#d", NULL},
	{"root=\"a # b\" # c", "", "root", "a # b", NULL},
	{"#", "", "root", NULL, NULL},
	/* case P26: an open quote, as the kernel's next_arg() takes it */
	{"", "ro root=\"LABEL=rootfs\n", "root", "LABEL=rootfs", NULL},
	{"", "ro \"root=LABEL=rootfs\n", "root", "LABEL=rootfs", NULL},
	{"", "ro \"init=/bin/my init\n", "init", "/bin/my init", NULL},
	{"", "init=/sbin/init\" \n", "init", "/sbin/init\" ", NULL},
	{"", "root=a\n\n", "root", "a", NULL},
	{"root=\"LABEL=a\ninit=/x", "", "root", "LABEL=a", NULL},
	{"root=\"LABEL=a\ninit=/x", "", "init", "/x", NULL},
	/* case P17: numbers, as kstrtoint() takes them */
	{"", "panic=0x10", "panic", "16", NULL},
	{"", "panic=010", "panic", "8", NULL},
	{"", "panic=-0X1f", "panic", "-31", NULL},
	{"", "panic=+5", "panic", "5", NULL},
	{"", "panic=-2147483648", "panic", "-2147483648", NULL},
	{"", "panic=2147483648", "panic", "0",
	 "command line: ignoring panic=2147483648: expected "},
	{"", "panic=08", "panic", "0", "expected seconds"},
	{"", "panic=0x", "panic", "0", "expected seconds"},
	{"", "panic=10s", "panic", "0", "expected seconds"},
	{"", "panic=-+1", "panic", "0", "expected seconds"},
	{"", "panic", "panic", "0", "ignoring panic: expected seconds"},
	{"", "rootwait=0x10", "timeout", "16", NULL},
	{"", "rootwait=010", "timeout", "8", NULL},
	{"", "rootwait", "timeout", "0", NULL}, /* -1 microsecond */
	{"", "rootwait=2147483", "timeout", "2147483", NULL},
	{"", "rootwait=2147484", "timeout", "0", "rootwait=2147484: not a number of seconds"},
	{"", "rootwait=-1", "timeout", "0", "rootwait=-1: not a number of seconds"},
	{"", "rootdelay=0x20", "delay", "32", NULL},
	{"", "gangway.timeout=0x10", "timeout", "16", NULL},
	{"", "gangway.timeout=-1", "timeout", "30", "expected seconds"},
	{"", "gangway.timeout=4294967297", "timeout", "30", "expected seconds"},
	{"gangway.watchdog=60", "", "watchdog", "60", NULL},
	{"gangway.watchdog=60", "gangway.watchdog=0", "watchdog", "0", NULL},
	{"", "gangway.watchdog", "watchdog", "0", "ignoring gangway.watchdog: expected seconds"},
	/* microseconds: 0 is half of the timeout, below 0 never, 1 at once */
	{"", "", "degraded", "0", NULL},
	{"", "gangway.degraded=7", "degraded", "7000000", NULL},
	{"", "gangway.degraded=0", "degraded", "1", NULL},
	{"", "gangway.degraded=no", "degraded", "-1", NULL},
	{"gangway.degraded=5", "gangway.degraded=soon", "degraded", "5000000",
	 "ignoring gangway.degraded=soon: expected seconds, or no"},
	{"", "gangway.debug=of", "debug", "no", "ignoring gangway.debug=of: expected yes or no"},
	/* case U7: every switch has both values */
	{"", "gangway.debug", "debug", "yes", NULL},
	{"", "gangway.debug=1", "debug", "yes", NULL},
	{"gangway.debug", "gangway.debug=0", "debug", "no", NULL},
	{"gangway.stay", "gangway.stay=no", "stay", "no", NULL},
	{"", "gangway.stay=yes", "stay", "yes", NULL},
	{"", "gangway.stay=maybe", "stay", "no", "ignoring gangway.stay=maybe: expected yes or no"},
	{"", "gangway.stay=", "stay", "no", "ignoring gangway.stay=: expected yes or no"},
	{"", "gangway.shell=0", "shell", "no", NULL},
	{"gangway.shell=no", "gangway.shell=1", "shell", "yes", NULL},
	{"", "gangway.shell", "shell", "default", "expected yes or no"},
	{"", "gangway.slots=gpt", "slots", "yes", NULL},
	{"gangway.slots=gpt", "gangway.slots=no", "slots", "no", NULL},
	{"", "gangway.slots=yes", "slots", "default", "expected gpt or no"},
	{"", "gangway.slots", "slots", "default", "expected gpt or no"},
	{"", "gangway.coldplug=0", "coldplug", "no", NULL},
	{"", "gangway.coldplug=on", "coldplug", "yes", NULL},
	{"gangway.coldplug=no", "gangway.coldplug=auto", "coldplug", "auto", NULL},
	{"", "gangway.sysmap=no", "sysmap", "off", NULL},
	{"gangway.sysmap=off", "gangway.sysmap=auto", "sysmap", "auto", NULL},
	{"rw", "ro", "mode", "ro", NULL},
	{"", "rw=1", "mode", "ro", "ignoring rw=1: expected no value"},
	/* case U17 */
	{"", "gangway.break=", "break", NULL, "ignoring gangway.break=: expected a step, or no"},
	{"", "rd.break", "break", "switch", NULL},
	{"", "break=premount", "break", "mount", NULL},
	{"gangway.break=root", "gangway.break=no", "break", NULL, NULL},
	/* case R5 */
	{"", "rootfstype=auto", "types", NULL, NULL},
	{"", "rootfstype=ext4,auto", "types", NULL, NULL},
	{"rootfstype=xfs", "rootfstype=auto", "types", NULL, NULL},
	{"", "rootfstype=", "types", NULL, NULL},
	{"", "rootfstype=autofs,ext4", "types", "autofs,ext4", NULL},
	{"", "rootfstype", "types", NULL, "expected a list of types"},
	/* case P15: parameters that the command line cannot change */
	{"gangway.shell=no\ngangway.final", "gangway.shell=yes", "shell", "no",
	 "command line: ignoring gangway.shell=yes: gangway.final in /etc/gangway.conf"},
	{"gangway.final\ngangway.shell=no", "gangway.shell=yes", "shell", "no", "gangway.final in"},
	{"gangway.final=yes gangway.shell=no", "init=/bin/sh", "init", "/bin/sh", NULL},
	{"gangway.final=init", "init=/bin/sh", "init", NULL,
	 "ignoring init=/bin/sh: gangway.final"},
	{"gangway.final=root,init", "init=/bin/sh", "init", NULL, "gangway.final in"},
	{"gangway.final=root\ngangway.final=init", "init=/bin/sh", "init", NULL,
	 "gangway.final in"},
	{"gangway.final=all", "root=/dev/b", "root", NULL, "gangway.final in"},
	{"gangway.final=all", "splash splash=1 BOOT_IMAGE=/x", "root", NULL, NULL},
	{"gangway.final=no gangway.shell=no", "gangway.shell=yes", "shell", "yes", NULL},
	{"gangway.final ro", "rw", "mode", "ro", "command line: ignoring rw: gangway.final"},
	{"gangway.final=rw", "ro", "mode", "ro", "gangway.final in"},
	{"gangway.final gangway.timeout=9", "rootwait", "timeout", "9", "ignoring rootwait: "},
	{"gangway.final=gangway.break", "rd.break", "break", NULL, "ignoring rd.break: "},
	{"gangway.final=gangway.break", "break=root", "break", NULL, "ignoring break=root: "},
	{"gangway.final gangway.modules=a", "gangway.modules=b", "modules", "1 a", "gangway.final"},
	{"gangway.final nvme.poll-queues=2", "nvme.poll_queues=0", "options", "1 nvme.poll-queues",
	 "ignoring nvme.poll_queues=0: gangway.final"},
	{"gangway.final nvme.x=2", "nvme.y=0", "options", "2 nvme.y", NULL},
	{"gangway.final=nvme.y", "nvme.y=0", "options", "0 ", "gangway.final in"},
	{"gangway.final=all", "nvme.y=0", "options", "0 ", "gangway.final in"},
	/* an empty list discards earlier values */
	{"gangway.modules=a", "gangway.modules= gangway.modules=b", "modules", "1 b", NULL},
	{"gangway.modules=a\ngangway.modules=", "", "modules", "0 ", NULL},
	{"gangway.final gangway.modules=a", "gangway.modules=", "modules", "1 a", "gangway.final"},
	{"gangway.shell=no", "gangway.final", "shell", "no",
	 "command line: ignoring gangway.final: only valid in /etc/gangway.conf"},
	{"gangway.final=all", "gangway.final=no root=x", "root", NULL,
	 "only valid in /etc/gangway.conf"},
	{"gangway.final=gangway.shel", "", "shell", "default",
	 "gangway.final: unknown parameter gangway.shel; did you mean gangway.shell?"},
	{"gangway.final gangway.shell=maybe", "gangway.shell=yes", "shell", "yes", "expected"},
	/* invalid parameters */
	{"gangway.nonsense", "", "root", NULL,
	 "/etc/gangway.conf: unknown parameter gangway.nonse"},
	{"", "gangway-fallback=x", "root", NULL,
	 "gangway-fallback; did you mean gangway.fallback?"},
	{"", "gangway=x", "root", NULL, "unknown parameter gangway; see gangway(7)"},
	{"", "gangway.debug=True", "debug", "yes", NULL},
	{"", "gangway.moduels=x", "modules", "0 ", "did you mean gangway.modules?"},
	{"", "root", "root", NULL, "ignoring root: expected a device"},
	{"", ".x=1 x. x a.b=1 ", "options", "1 a.b", NULL},
	/* for dm-verity: none is ignored */
	{"", "roothashes=1 systemd.verity=no", "verity", "0 1", NULL},
	{"", "roothash=ab", "verity", "1 1", NULL},
	{"", "roothash", "verity", "1 1", NULL},
	{"", "usrhash=b systemd.verity-usr-data=c", "verity", "0 2",
	 NULL}, /* of /usr, not of the root */
	{"", "systemd.verity_us=c", "verity", "1 1", NULL},
	{"roothash=a", "usrhash=b", "verity", "1 2", NULL},
	{"", "systemd.verity-root-options=c,d", "verity", "1 1", NULL},
	{"roothash=a gangway.final", "roothash=b", "verity", "1 1", "gangway.final in"},
	{"gangway.final=roothash", "roothash=b", "verity", "0 0", "gangway.final in"},
	{"", "verity.x=1", "verity", "0 1", NULL},
	{"", "systemd.volatile", "volatile", "yes", NULL},
	{"", "systemd.volatile=yes", "volatile", "yes", NULL},
	{"", "systemd.volatile=overlay", "volatile", "overlay", NULL},
	{"systemd.volatile=overlay", "systemd.volatile=state", "volatile", "none", NULL},
	{"systemd.volatile=overlay", "systemd.volatile=no", "volatile", "none", NULL},
	{"systemd.volatile=overlay gangway.final", "systemd.volatile=no", "volatile", "overlay",
	 "gangway.final in"},
	{"", "systemd.volatile=all", "volatile", "none",
	 "ignoring systemd.volatile=all: expected overlay, state"},
};

static void by_table(void)
{
	(void)logged();
	for (unsigned i = 0; i < COUNT(cases); i++) {
		const char *log;

		take(cases[i].file, cases[i].line);
		tap_str(get(cases[i].setting), cases[i].value, "case %u: %s", i + 1,
			cases[i].setting);
		log = logged();
		if (cases[i].log && strstr(log, cases[i].log))
			log = cases[i].log;
		tap_str(log, cases[i].log ? cases[i].log : "", "case %u: the log", i + 1);
	}
}

/* Case P27: no option is lost, even if all parameters look like options of modules. */
static void many_options(void)
{
	char *at = c.line, *end = c.line + sizeof(c.line) - 1;

	sources_reset(&c);
	while (end - at >= 4) {
		memcpy(at, "a.b ", 5);
		at += 4;
	}
	sources_take_line(&c, c.line);
	tap_num(c.option_count, (CONFIG_LINE_SIZE - 1) / 4, "a line full of options");
	tap_str(logged(), "", "no option is lost");
}

static void too_many(void)
{
	char line[40 * 20] = "";

	for (unsigned i = 0; i < CONFIG_LISTS + 1; i++)
		strcat(line, "gangway.modules=a ");
	take("", line);
	tap_num(c.modules.count, CONFIG_LISTS, "lists are limited");
	tap_ok(strstr(logged(), "ignoring gangway.modules=a: more than 32 of them"),
	       "and excess values are logged");
}

/* Case P18: step config runs again after a rescue shell. */
static void once_more(void)
{
	take("gangway.final=init",
	     "gangway.modules=a gangway.fallback=b modprobe.blacklist=c m.p=1 "
	     "root=x gangway.debug gangway.shell=no panic=3 resume=y rw");
	take("", "gangway.modules=a init=/x");
	tap_num(c.modules.count, 1, "lists are not accumulated across runs");
	tap_num(c.fallback.count + c.blacklist.count + c.option_count + c.final.count, 0,
		"parameters that were removed are reset");
	tap_ok(!c.root && !c.debug && !c.resume && !c.writable && !c.panic && !c.shell &&
		       c.timeout == CONFIG_TIMEOUT,
	       "so are all other settings");
	tap_str(c.init, "/x", "gangway.final is reset");
}

int main(void)
{
	by_table();
	many_options();
	too_many();
	once_more();
	return tap_done();
}
