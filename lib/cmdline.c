// SPDX-License-Identifier: GPL-2.0
#include "lib/cmdline.h"

#include <stdbool.h>
#include <stddef.h>

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* End of the parameter at `at`. *ret_equals: its first '=', unless it is the first character. */
static char *param_end(char *at, bool quoted, char **ret_equals)
{
	char *start = at;

	*ret_equals = NULL;
	for (; *at && (quoted || !is_space(*at)); at++) {
		if (*at == '=' && at > start && !*ret_equals)
			*ret_equals = at;
		if (*at == '"')
			quoted = !quoted;
	}
	return at;
}

int cmdline_next(char **rest, char **ret_name, char **ret_value)
{
	char *at = *rest, *end, *equals;
	bool quoted;

	while (is_space(*at))
		at++;
	if (!*at) {
		*rest = at;
		return 0;
	}
	quoted = *at == '"';
	at += quoted;
	end = param_end(at, quoted, &equals);
	*rest = *end ? end + 1 : end;
	*end = '\0';
	if (quoted && end > at && end[-1] == '"')
		end[-1] = '\0';

	*ret_name = at;
	*ret_value = NULL;
	if (equals) {
		*equals++ = '\0';
		if (*equals == '"') {
			equals++;
			if (end > equals && end[-1] == '"')
				end[-1] = '\0';
		}
		*ret_value = equals;
	}
	return 1;
}
