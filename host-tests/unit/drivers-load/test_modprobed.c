// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/catalog/modprobed.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "host-tests/modules.h"
#include "host-tests/tap.h"

static struct modprobed rules;

static int parse(const char *text)
{
	memset(&rules, 0, sizeof(rules));
	return modprobed_parse(&rules, bytes_of(text, strlen(text)));
}

/* All rules, as "KIND NAME=VALUE;..." */
static const char *shown(void)
{
	static const char letters[] = "ABIOS?";
	static char text[1024];

	text[0] = '\0';
	for (unsigned i = 0; i < rules.count; i++) {
		const struct modprobed_rule *r = &rules.rules[i];
		size_t len = strlen(text);

		snprintf(text + len, sizeof(text) - len, "%c %s=%s;", letters[r->kind], r->name,
			 r->value);
	}
	return text;
}

static const struct {
	const char *what, *text, *want;
} cases[] = {
	{"nothing", "", ""},
	{"comments and blank lines", "# x\n\n  # y\n \t \n", ""},
	{"options", "options foo a=1 b=2\n", "O foo=a=1 b=2;"},
	{"no newline at the end", "options foo a=1", "O foo=a=1;"},
	{"blanks", "\toptions\t foo  \t a=1  b=2", "O foo=a=1  b=2;"},
	{"a continued line", "options foo a=1,\\\n2 \\\n b=2\n", "O foo=a=1,2  b=2;"},
	{"one that continues at the end of the file", "options foo a=1\\", "O foo=a=1;"},
	{"other backslashes", "options foo a=\\\"x\\\\y\\\"\n", "O foo=a=\"x\\y\";"},
	{"a comment does not end a line", "options foo a=#1\n", "O foo=a=#1;"},
	{"DOS", "blacklist foo\r\noptions bar a\r\n", "B foo=;O bar=a\r;"},
	{"names with dashes", "options foo-bar a-b=1\nblacklist a-b\n", "O foo_bar=a-b=1;B a_b=;"},
	{"aliases", "alias net-[a-z]-* foo-bar more\n", "A net_[a-z]_*=foo_bar;"},
	{"softdep", "softdep foo pre: a-b c post: d\n", "S foo=pre: a-b c post: d;"},
	{"install", "install foo /bin/true\n", "I foo=/bin/true;"},
	{"not heeded", "remove a b\nweakdep a b\ninclude x\nconfig y\n", ""},
	{"not understood", "option foo a=1\n", "? option=foo a=1;"},
	{"no name", "blacklist\n", "? blacklist=;"},
	{"no value", "options foo\nalias a\ninstall foo \nsoftdep foo\n",
	 "? options=foo;? alias=a;? install=foo;? softdep=foo;"},
	{"case counts", "Options foo a\n", "? Options=foo a;"},
};

static void refusals(void)
{
	static const struct {
		const char *command;
		bool refused;
	} commands[] = {
		{"/bin/true", true},         {"/bin/false", true},
		{"/usr/bin/false -x", true}, {"true", true},
		{"false # why", true},       {"/bin/truely", false},
		{"/sbin/modprobe", false},   {"/bin/untrue", false},
		{"/true/x", false},
	};

	for (unsigned i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		struct modprobed_rule rule = {MODPROBED_INSTALL, "x", commands[i].command};

		tap_ok(modprobed_is_refusal(&rule) == commands[i].refused, "%s %s",
		       commands[i].command, commands[i].refused ? "refuses" : "does not refuse");
	}
}

static void lookups(void)
{
	const struct modprobed_rule *rule;

	parse("options a x=1\noptions b y=1\noptions a x=2\nalias eth* a\nblacklist [b]\n");
	rule = modprobed_next(&rules, MODPROBED_OPTIONS, "a", NULL);
	tap_str(rule ? rule->value : NULL, "x=1", "the first rule of a kind and name");
	rule = modprobed_next(&rules, MODPROBED_OPTIONS, "a", rule);
	tap_str(rule ? rule->value : NULL, "x=2", "the next one");
	tap_ok(!modprobed_next(&rules, MODPROBED_OPTIONS, "a", rule), "no third one");
	tap_ok(modprobed_next(&rules, MODPROBED_ALIAS, "eth0", NULL), "aliases are patterns");
	tap_ok(!modprobed_next(&rules, MODPROBED_BLACKLIST, "b", NULL), "blacklists are not");
	parse("install usb* /bin/false\nsoftdep scsi_[a-m]* pre: b\noptions c* x=1\n");
	tap_ok(modprobed_next(&rules, MODPROBED_INSTALL, "usbhid", NULL), "install commands are");
	tap_ok(modprobed_next(&rules, MODPROBED_SOFTDEP, "scsi_mod", NULL),
	       "soft dependencies too");
	tap_ok(!modprobed_next(&rules, MODPROBED_SOFTDEP, "scsi_spi", NULL), "if they match");
	tap_ok(!modprobed_next(&rules, MODPROBED_OPTIONS, "c1", NULL), "options are not");
}

static void too_much(void)
{
	static char text[sizeof(rules.text) + 100];
	size_t len;

	strcpy(text, "blacklist ");
	memset(text + 10, 'x', sizeof(text) - 11);
	tap_num(parse(text), -ENOSPC, "a line that does not fit is an error");
	tap_num(rules.count, 0, "and no rule");
	for (len = 0; len + 12 < sizeof(text); len += 12)
		strcpy(text + len, "blacklist x\n");
	tap_num(parse(text), -ENOSPC, "so are rules that do not fit");
	tap_num(rules.count, 2048, "and those before them are kept");
}

static const char *options_of(const char *module)
{
	static char text[256];
	const struct modprobed_rule *rule = NULL;

	text[0] = '\0';
	while ((rule = modprobed_next(&rules, MODPROBED_OPTIONS, module, rule))) {
		strcat(text, rule->value);
		strcat(text, ";");
	}
	return text;
}

static void dirs(const char *root)
{
	char path[512];

	memset(&rules, 0, sizeof(rules));
	tap_num(modprobed_read(&rules, root), 0, "the directories are read");
	tap_str(options_of("lsi"), "first=1;tags=4,8;",
		"sorted by name, /etc before /lib, nothing masked, nothing else");
	snprintf(path, sizeof(path), "%s/absent", root);
	tap_num(modprobed_read_file(&rules, path), 0, "a file that is not there is no error");
	memset(&rules, 0, sizeof(rules));
	tap_num(modprobed_read(&rules, path), 0, "nor is a root without the directories");
	tap_num(rules.count, 0, "it has no rules");
}

/* Created so that files must be sorted, in whatever order a directory lists them. */
static void sorted(void)
{
	static const char names[] = "519372846";
	char path[64], text[32];

	mkdir(tap_path("sorted"), 0755);
	mkdir(tap_path("sorted/etc"), 0755);
	mkdir(tap_path("sorted/etc/modprobe.d"), 0755);
	for (const char *name = names; *name; name++) {
		FILE *file;

		snprintf(path, sizeof(path), "sorted/etc/modprobe.d/%c.conf", *name);
		file = fopen(tap_path(path), "w");
		snprintf(text, sizeof(text), "options lsi %c\n", *name);
		fputs(text, file);
		fclose(file);
	}
	memset(&rules, 0, sizeof(rules));
	tap_num(modprobed_read(&rules, tap_path("sorted")), 0, "nine files are read");
	tap_str(options_of("lsi"), "1;2;3;4;5;6;7;8;9;", "each once, sorted by name");
}

int main(void)
{
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tap_num(parse(cases[i].text), 0, "%s: read", cases[i].what);
		tap_str(shown(), cases[i].want, "%s: understood", cases[i].what);
	}
	refusals();
	lookups();
	too_much();
	dirs(modules_tree());
	sorted();
	return tap_done();
}
