// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/args.h"

#include "lib/text.h"

bool args_take_text(char ***args)
{
	bool text = **args && text_equal(**args, "--text");

	*args += text;
	return text;
}
