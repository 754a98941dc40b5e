// SPDX-License-Identifier: GPL-2.0
#include "init/base/knob.h"

#include <string.h>

#include "lib/file.h"
#include "lib/sys.h"

void knob_turn(struct knob *k)
{
	if (k->before[0])
		return;
	/* Not used for both: /proc/sys ignores a write that is not at 0 (kernel/sysctl.c, 6.1). */
	k->restore = sys_open(SYS_CWD, k->path, O_WRONLY);
	if (k->restore >= 0 && file_read(k->path, k->before, sizeof(k->before)) > 0 &&
	    !file_write(k->path, k->value))
		return;
	k->before[0] = '\0';
	if (k->restore >= 0)
		sys_close(k->restore);
	k->restore = -1;
}

void knob_restore(struct knob *k)
{
	if (!k->before[0])
		return;
	(void)sys_write(k->restore, k->before, strlen(k->before)); /* it worked before */
	sys_close(k->restore);
	k->restore = -1;
	k->before[0] = '\0';
}
