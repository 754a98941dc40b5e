// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/args.h"

#include <getopt.h>
#include <stddef.h>

#include "lib/text.h"
#include "tools/sysmap/message.h"

int args_take_options(char ***args, const struct option *options, args_option_fn *take,
		      void *context)
{
	char **with_name = *args - 1;
	int count = 0, status = EXIT_YES, option;

	while (with_name[count])
		count++;
	optind = 0; /* resets GNU getopt */
	opterr = 0;
	while (status == EXIT_YES &&
	       (option = getopt_long(count, with_name, "+", options, NULL)) >= 0)
		status = take(context, option);
	*args = with_name + optind;
	return status;
}

bool args_take_text(char ***args)
{
	bool text = **args && text_equal(**args, "--text");

	*args += text;
	return text;
}

int args_read_offset(const char *text, uint64_t *ret_offset)
{
	const char *hex = text_after(text, "0x");

	if (text_number(hex ? hex : text, 16, UINT64_MAX, ret_offset))
		return message("invalid hexadecimal number: %s", text);
	return 0;
}
