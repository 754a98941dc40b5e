// SPDX-License-Identifier: GPL-2.0
/* sysmap: read, verify, rebuild, install and use System.map. */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "lib/text.h"
#include "tools/sysmap/commands.h"
#include "tools/sysmap/message.h"

enum { MANY = 1 << 16 };

static const struct command {
	const char *name, *arguments;
	int min, max; /* number of arguments */
	int (*run)(char **args);
} commands[] = {
	{"check", "[--text] [FILE]", 0, 2, command_check},
	{"from-kernel", "[--text] [--offset N]", 0, 3, command_from_kernel},
	{"from-vmlinuz", "[--text] FILE", 1, 2, command_from_vmlinuz},
	{"from-vmlinux", "[--mksysmap RELEASE] FILE", 1, 3, command_from_vmlinux},
	{"info", "FILE", 1, 1, command_info},
	{"payload", "FILE", 1, 1, command_payload},
	{"place", "[--root DIR] [--kernel RELEASE] [--all] [--mode MODE] [--wait SECONDS]", 0, MANY,
	 command_place},
	{"remove", "[--root DIR] [--quiet] RELEASE", 1, 4, command_remove},
	{"lookup", "[--map FILE] [--offset N] [--modules FILE|DIR]... ADDRESS|NAME[+OFFSET]...", 1,
	 MANY, command_lookup},
	{"oops",
	 "[--map FILE|DIR] [--offset N] [--modules FILE|DIR]... [--addresses] "
	 "[FILE... | --follow [--syslog]]",
	 0, MANY, command_oops},
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void print_usage(FILE *to)
{
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "%s sysmap %s %s\n", i ? "      " : "usage:", commands[i].name,
			commands[i].arguments);
}

static int run(const struct command *command, int count, char **args)
{
	int status = EXIT_USAGE;

	if (count >= command->min && count <= command->max)
		status = command->run(args);
	if (status == EXIT_USAGE)
		fprintf(stderr, "usage: sysmap %s %s\n", command->name, command->arguments);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	message("cannot write standard output");
	return EXIT_NO;
}

int main(int argc, char *argv[])
{
	/* libarchive interprets file names by the locale */
	setlocale(LC_CTYPE, "");
	if (argc == 2 && text_equal(argv[1], "--help")) {
		print_usage(stdout);
		return EXIT_YES;
	}
	if (argc == 2 && text_equal(argv[1], "--version")) {
		puts("sysmap (gangway) " GANGWAY_VERSION);
		return EXIT_YES;
	}
	for (size_t i = 0; argc > 1 && i < COMMANDS; i++)
		if (text_equal(argv[1], commands[i].name))
			return run(&commands[i], argc - 2, argv + 2);
	if (argc > 1)
		message("unknown command: %s", argv[1]);
	print_usage(stderr);
	return EXIT_USAGE;
}
