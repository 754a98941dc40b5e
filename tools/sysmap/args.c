// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/args.h"

#include "lib/text.h"
#include "tools/sysmap/message.h"

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
