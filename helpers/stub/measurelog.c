// SPDX-License-Identifier: GPL-2.0
#include "helpers/stub/measurelog.h"

#include <errno.h>

#include "helpers/mounts/report.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/sys.h"
#include "lib/text.h"

#define DIR  "/run/log/systemd"
#define FILE DIR "/tpm2-measure.log"

enum { LOCK_SECONDS = 5, BOOT_ID_SIZE = 64 };

/* TPM_ALG_ID (TCG Algorithm Registry 1.33, 6.10), and the names of systemd. */
static const struct algorithm {
	unsigned short id, size;
	const char *name; /* NULL: not logged */
} algorithms[] = {
	{0x04, 20, "sha1"},   {0x0b, 32, "sha256"}, {0x0c, 48, "sha384"},
	{0x0d, 64, "sha512"}, {0x12, 32, NULL},                       /* SM3 */
	{0x27, 32, NULL},     {0x28, 48, NULL},     {0x29, 64, NULL}, /* SHA-3 */
};

/* ---- the record ------------------------------------------------------------------------------ */

struct record {
	char *text;
	size_t len;
};

static void add(struct record *r, const char *format, const char *text)
{
	r->len += format_text(r->text + r->len, MEASURELOG_SIZE - r->len, format, text);
	if (r->len >= MEASURELOG_SIZE)
		r->len = MEASURELOG_SIZE - 1; /* truncated; found at the end */
}

static void add_hex(struct record *r, const unsigned char *data, unsigned size)
{
	char hex[3];

	while (size-- > 0) {
		(void)text_format(hex, sizeof(hex), "%02x", *data++); /* fits */
		add(r, "%s", hex);
	}
}

static const struct algorithm *find_algorithm(unsigned id)
{
	for (unsigned i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (algorithms[i].id == id)
			return &algorithms[i];
	return NULL;
}

/* Of an unknown algorithm, the size is not known. */
static int add_digests(struct record *r, struct bytes digests, unsigned count)
{
	const char *comma = "";
	size_t at = 0;

	for (; count > 0 && bytes_ok(&digests); count--) {
		const struct algorithm *a = find_algorithm(bytes_be16(&digests, at));
		const unsigned char *digest = a ? bytes_at(&digests, at + 2, a->size) : NULL;

		if (!digest)
			return -EBADMSG;
		at += 2 + a->size;
		if (!a->name)
			continue;
		add(r, "%s{\"hashAlg\":\"", comma);
		add(r, "%s\",\"digest\":\"", a->name);
		add_hex(r, digest, a->size);
		add(r, "%s", "\"}");
		comma = ",";
	}
	return bytes_ok(&digests) && *comma ? 0 : -EBADMSG;
}

long measurelog_format(char to[MEASURELOG_SIZE], unsigned pcr, const char *phase,
		       struct bytes digests, unsigned count, const char *boot_id, int64_t now)
{
	struct record r = {.text = to};
	char number[24];

	(void)text_format(number, sizeof(number), "%u", pcr); /* fits */
	add(&r, "\x1e{\"pcr\":%s,\"digests\":[", number);
	if (add_digests(&r, digests, count))
		return -EBADMSG;
	add(&r, "],\"content_type\":\"systemd\",\"content\":{\"string\":\"%s\",\"bootId\":\"",
	    phase);
	for (; *boot_id; boot_id++) /* without its dashes */
		if (*boot_id != '-')
			add(&r, "%s", (char[]){*boot_id, '\0'});
	(void)text_format(number, sizeof(number), "%llu", (unsigned long long)now); /* fits */
	add(&r, "\",\"timestamp\":%s,\"eventType\":\"phase\"}}\n", number);
	return r.len == MEASURELOG_SIZE - 1 ? -EBADMSG : (long)r.len;
}

/* ---- the file -------------------------------------------------------------------------------- */

/* It is locked while it is written, and so that others cannot lock it, only root may read it. */
static int append(const char *text, size_t len)
{
	int fd, err;

	(void)sys_mkdir("/run/log", 0755); /* they may exist */
	(void)sys_mkdir(DIR, 0755);
	fd = sys_create_new(FILE, 0600);
	if (fd >= 0)
		sys_close(fd);
	fd = sys_open(SYS_CWD, FILE, O_WRONLY | O_APPEND | O_NOFOLLOW);
	err = fd < 0 ? fd : sys_lock(fd, LOCK_SECONDS);
	if (!err && sys_write(fd, text, len) != (ssize_t)len)
		err = -EIO;
	if (fd >= 0)
		sys_close(fd);
	return err;
}

/* The time is that of CLOCK_BOOTTIME, which counts like sys_now() until the system sleeps. */
void measurelog_add(unsigned pcr, const char *phase, struct bytes digests, unsigned count)
{
	static char text[MEASURELOG_SIZE];
	char boot_id[BOOT_ID_SIZE];
	long len = file_read_value("/proc/sys/kernel/random/boot_id", boot_id, sizeof(boot_id));

	if (len >= 0)
		len = measurelog_format(text, pcr, phase, digests, count, boot_id, sys_now());
	if (len >= 0)
		len = append(text, len);
	if (len < 0)
		report(REPORT_ERROR, FILE ": %s: %s is not logged", error_text(len), phase);
}
