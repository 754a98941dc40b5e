// SPDX-License-Identifier: GPL-2.0
#include "init/boot/rcu.h"

#include "init/base/knob.h"

/* kernel/ksysfs.c, 6.1; absent with CONFIG_TINY_RCU */
static struct knob expedited = {"/sys/kernel/rcu_expedited", "1\n", "", -1};

void rcu_expedite(const struct config *c)
{
	if (c->expedite == CHOICE_YES || (c->expedite != CHOICE_NO && !c->no_expedite))
		knob_turn(&expedited);
	else
		knob_restore(&expedited); /* the configuration was read again */
}

void rcu_restore(void)
{
	knob_restore(&expedited);
}
