// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "helpers/container/container.h"
#include "helpers/container/exitrd.h"
#include "helpers/container/udevdb.h"
#include "lib/text.h"

static const struct {
	const char *type;
	int (*open)(char *device, enum container_mode mode);
} types[] = {
	{"crypto_LUKS", luks_open},   {"LVM2_member", lvm_open},    {"linux_raid_member", md_open},
	{"ddf_raid_member", md_open}, {"isw_raid_member", md_open},
};

static enum container_mode mode_of(const char *mode)
{
	if (mode && text_equal(mode, "ask"))
		return CONTAINER_INTERACTIVE;
	return mode && text_equal(mode, "degraded") ? CONTAINER_DEGRADED : CONTAINER_AUTO;
}

int main(int argc, char **argv, char **envp)
{
	const char *slash = strrchr(argv[0], '/');
	const char *type = slash ? slash + 1 : argv[0];
	int status = CONTAINER_NOT_RUN;

	container_environment = envp;
	if (argc < 2)
		return CONTAINER_NOT_RUN;
	for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (text_equal(types[i].type, type))
			status = types[i].open(argv[1], mode_of(argv[2]));
	udevdb_write();
	if (!status)
		exitrd_prepare();
	return status;
}
