// SPDX-License-Identifier: GPL-2.0
/* A file of modprobe.d: what the rules say lies in their own text, and ends in it. */
#include <stdlib.h>
#include <string.h>

#include "drivers-load/modprobed.h"
#include "host-tests/fuzz/fuzz.h"

static struct modprobed rules;

static void check(const char *string)
{
	if (string < rules.text || string >= rules.text + rules.used ||
	    !memchr(string, '\0', rules.used - (string - rules.text)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rules.count = 0;
	rules.used = 0;
	modprobed_parse(&rules, bytes_of(data, size));
	for (unsigned i = 0; i < rules.count; i++) {
		const struct modprobed_rule *rule = &rules.rules[i];

		check(rule->name);
		check(rule->value);
		modprobed_is_refusal(rule);
		if (rule->kind != MODPROBED_BAD)
			modprobed_next(&rules, rule->kind, rule->name, NULL);
	}
	return 0;
}
