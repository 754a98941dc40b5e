// SPDX-License-Identifier: GPL-2.0
/* gangway-plot: draws the steps and modules of a boot over time. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/plot/svg.h"
#include "tools/plot/timeline.h"

enum { EXIT_INVALID = 2 };

const char *argp_program_version = "gangway-plot " GANGWAY_VERSION;

static const struct argp_option option_list[] = {
	{"output", 'o', "FILE", 0, "Write FILE instead of standard output", 0},
	{0},
};

struct arguments {
	const char *input, *output;
};

static error_t take(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	if (key == 'o')
		arguments->output = value;
	else if (key == ARGP_KEY_ARG && !arguments->input)
		arguments->input = value;
	else if (key == ARGP_KEY_ARG)
		argp_error(state, "extra operand: %s", value);
	else
		return ARGP_ERR_UNKNOWN;
	return 0;
}

static int write_plot(const char *path, const struct timeline *t)
{
	FILE *to = path ? fopen(path, "we") : stdout;
	int failed;

	if (!to) {
		fprintf(stderr, "gangway-plot: %s: %s\n", path, strerror(errno));
		return EXIT_FAILURE;
	}
	svg_write(to, t);
	failed = ferror(to);
	if (fclose(to) || failed) {
		fprintf(stderr, "gangway-plot: %s: %s\n", path ? path : "standard output",
			strerror(errno));
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int main(int argc, char *argv[])
{
	static const struct argp argp = {
		option_list,
		take,
		"[FILE]",
		"Draw the boot that /run/gangway/boot.json, or FILE, describes, as SVG.",
		NULL,
		NULL,
		NULL};
	struct arguments arguments = {0};
	struct timeline timeline;
	char *error = NULL;
	int status;

	argp_err_exit_status = EXIT_INVALID;
	if (argp_parse(&argp, argc, argv, 0, NULL, &arguments))
		return EXIT_INVALID;
	if (!arguments.input)
		arguments.input = "/run/gangway/boot.json";
	if (timeline_read(arguments.input, &timeline, &error) < 0) {
		fprintf(stderr, "gangway-plot: %s\n", error ? error : strerror(ENOMEM));
		free(error);
		return EXIT_FAILURE;
	}
	status = write_plot(arguments.output, &timeline);
	timeline_free(&timeline);
	return status;
}
