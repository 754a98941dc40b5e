// SPDX-License-Identifier: GPL-2.0
/* Step config. Apart from config.c, since mkinitrd reads the configuration of an image by that. */
#include "init/boot.h"
#include "init/config.h"
#include "init/say.h"
#include "lib/error.h"

int config_step(struct boot *b)
{
	int err = config_read(&b->config);

	if (err)
		return boot_fail(b, err, "/proc/cmdline: %s", error_text(err));
	say_set_debug(b->config.debug);
	candidates_open(b);
	return 0;
}
