// SPDX-License-Identifier: GPL-2.0
/* helpers/stub: the command for the TPM, its response, the record of a measurement, and which phases are measured. */
#include <errno.h>
#include <string.h>

#include "helpers/mounts/program.h"
#include "helpers/mounts/report.h"
#include "helpers/resume/efivarfs.h"
#include "helpers/stub/measurelog.h"
#include "helpers/stub/phase.h"
#include "helpers/stub/tpm.h"
#include "host-tests/tap.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/sys.h"
#include "lib/text.h"

/* ---- the simulated machine ------------------------------------------------------------------- */

enum { TPM_FD = 20, STATE_FD, LOG_FD, EVENTS_FD };

static char said[1024];      /* reports */
static char did[1024];       /* what was measured, and drivers */
static const char *variable; /* StubPcrKernelImage; NULL: not set */
static int variable_error;
static bool has_device; /* /dev/tpmrm0 */
static bool appears;    /* when it is awaited */
static bool has_state, has_log;
static char state; /* '\0': empty */
static char log_text[MEASURELOG_SIZE];
static size_t log_len;
static unsigned char response[512], command[128];
static size_t response_len, command_len;
static int64_t now;

static void note(char *to, const char *text)
{
	strcat(to, text);
	strcat(to, "; ");
}

int report(enum report what, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	(void)format_args(text, sizeof(text), format, args);
	va_end(args);
	strcat(said, what == REPORT_CAUSE ? "cause: " : what == REPORT_ERROR ? "error: " : "");
	note(said, text);
	return 1;
}

int program_load_module(const char *module)
{
	note(did, module);
	return 0;
}

int efivarfs_read(const char *name, char *text, size_t size)
{
	if (!text_equal(name, "StubPcrKernelImage-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"))
		return -EINVAL;
	if (variable_error)
		return variable_error;
	return variable ? text_copy(text, size, variable) : -ENOENT;
}

bool file_exists(const char *path)
{
	return text_equal(path, TPM_DEVICE) && has_device;
}

long file_read_value(const char *path, char *buf, size_t size)
{
	return text_equal(path, "/proc/sys/kernel/random/boot_id") &&
			       !text_copy(buf, size, "0123-ab")
		       ? 7
		       : -ENOENT;
}

int sys_mkdir(const char *path, uint32_t mode)
{
	(void)path;
	return mode == 0755 ? 0 : -EINVAL;
}

int sys_create_new(const char *path, uint32_t mode)
{
	bool *exists = text_after(path, "/run/log/") ? &has_log : &has_state;

	if (mode != 0600)
		return -EINVAL;
	if (*exists)
		return -EEXIST;
	*exists = true;
	return exists == &has_log ? LOG_FD : STATE_FD;
}

int sys_open(int dirfd, const char *path, int flags)
{
	(void)dirfd;
	if (text_equal(path, TPM_DEVICE))
		return has_device ? TPM_FD : -ENOENT;
	if (!(flags & O_NOFOLLOW))
		return -EINVAL;
	return text_equal(path, "/run/log/systemd/tpm2-measure.log") ? LOG_FD
	       : text_equal(path, "/run/gangway/phase")              ? STATE_FD
								     : -ENOENT;
}

int sys_close(int fd)
{
	return fd >= TPM_FD ? 0 : -EBADF;
}

int sys_lock(int fd, int seconds)
{
	return (fd == STATE_FD || fd == LOG_FD) && seconds > 0 ? 0 : -EBADF;
}

ssize_t sys_write(int fd, const void *buf, size_t len)
{
	if (fd == TPM_FD) {
		memcpy(command, buf, len);
		command_len = len;
		strncat(did, (const char *)buf + 29, len - 29); /* its text */
		note(did, "");
	} else {
		memcpy(log_text + log_len, buf, len);
		log_len += len;
	}
	return len;
}

ssize_t sys_read(int fd, void *buf, size_t len)
{
	if (fd != TPM_FD || len < response_len)
		return -EBADF;
	memcpy(buf, response, response_len);
	return response_len;
}

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	if (fd != STATE_FD || len != 1 || offset)
		return -EBADF;
	*(char *)buf = state;
	return state ? 1 : 0;
}

ssize_t sys_pwrite(int fd, const void *buf, size_t len, uint64_t offset)
{
	if (fd != STATE_FD || len != 1 || offset)
		return -EBADF;
	state = *(const char *)buf;
	return 1;
}

int sys_uevent_socket(int rcvbuf)
{
	return rcvbuf > 0 ? EVENTS_FD : -EINVAL;
}

ssize_t sys_uevent_receive(int fd, void *buf, size_t len)
{
	(void)buf, (void)len;
	return fd == EVENTS_FD ? -EAGAIN : -EBADF;
}

int64_t sys_now(void)
{
	return now;
}

int sys_poll(struct pollfd *fds, size_t count, int64_t timeout)
{
	if (count == 1 && fds->fd == TPM_FD) {
		now += response_len ? 0 : timeout;
		return response_len ? 1 : 0;
	}
	now += appears ? SYS_SECOND : timeout;
	has_device = has_device || appears;
	return 0;
}

/* ---- the response ---------------------------------------------------------------------------- */

/* A response with a digest of sha1 and one of sha256; `size` in its header. */
static void respond(unsigned size)
{
	static const unsigned char head[] = {
		0x80,          2, 0, 0, 0, 0, 0, 0, 0, 0, /* parameters */ 0, 0, 0, 60,
		/* count */ 0, 0, 0, 2, 0, 4};

	memset(response, 0xab, sizeof(response));
	memcpy(response, head, sizeof(head));
	response[5] = size;
	memcpy(response + 40, "\0\x0b", 2);
	response_len = 79; /* with the session */
}

static int read_response(size_t len)
{
	struct bytes digests;
	unsigned count;

	return tpm_response(bytes_of(response, len), &digests, &count);
}

static void check_response(void)
{
	unsigned cut = 0;

	respond(79);
	tap_num(read_response(79), 0, "a response");
	for (size_t len = 0; len < 79; len++)
		cut += read_response(len) == -EBADMSG;
	tap_num(cut, 79, "responses that are cut");
	respond(80);
	tap_num(read_response(79), -EBADMSG, "a size that is not the length");
	respond(79);
	response[13] = 200;
	tap_num(read_response(79), -EBADMSG, "parameters beyond the end");
	response[13] = 3;
	tap_num(read_response(79), -EBADMSG, "parameters without a count");
	memcpy(response, "\x80\1\0\0\0\x0a\0\0\1\x43", 10);
	tap_num(read_response(10), 0x143, "an error of the TPM");
	response[6] = 0xff;
	tap_num(read_response(10), -EBADMSG, "no error of a TPM is so large");
}

/* ---- the record ------------------------------------------------------------------------------ */

static void check_record(void)
{
	static const unsigned char unknown[] = {0, 0x99, 1, 2}, sm3[34] = {0, 0x12};
	static unsigned char many[4096];
	char text[MEASURELOG_SIZE];
	struct bytes digests;
	unsigned count;
	long len;

	respond(79);
	(void)tpm_response(bytes_of(response, 79), &digests, &count);
	len = measurelog_format(text, 11, "enter-initrd", digests, count, "01-2", 5);
	tap_num(len, (long)strlen(text), "the length of a record");
	tap_str(text,
		"\x1e{\"pcr\":11,\"digests\":[{\"hashAlg\":\"sha1\",\"digest\":"
		"\"abababababababababababababababababababab\"},{\"hashAlg\":\"sha256\",\"digest\":"
		"\"abababababababababababababababababababababababababababababababab\"}],"
		"\"content_type\":\"systemd\",\"content\":{\"string\":\"enter-initrd\",\"bootId\":\"012\","
		"\"timestamp\":5,\"eventType\":\"phase\"}}\n",
		"a record");
	tap_num(measurelog_format(text, 11, "x", digests, 3, "0", 5), -EBADMSG,
		"fewer digests than their count");
	tap_num(measurelog_format(text, 11, "x", bytes_of(unknown, 4), 1, "0", 5), -EBADMSG,
		"an algorithm of unknown size");
	tap_num(measurelog_format(text, 11, "x", bytes_of(sm3, 34), 1, "0", 5), -EBADMSG,
		"no bank that systemd knows");
	tap_num(measurelog_format(text, 11, "x", digests, 0, "0", 5), -EBADMSG, "no digest");
	for (size_t i = 0; i + 22 <= sizeof(many); i += 22)
		many[i + 1] = 4;
	tap_num(measurelog_format(text, 11, "x", bytes_of(many, sizeof(many)), 100, "0", 5),
		-EBADMSG, "too many digests");
}

/* ---- phases ---------------------------------------------------------------------------------- */

static int measure(unsigned count, const char *measured, const char *reports, const char *what)
{
	int err;

	*did = *said = '\0';
	err = phase_measure(REPORT_CAUSE, count);
	tap_str(did, measured, "%s: what is measured", what);
	tap_str(said, reports, "%s: the reports", what);
	return err;
}

static void boot(const char *value)
{
	variable = value;
	state = '\0';
	has_state = has_log = appears = false;
	has_device = true;
	log_len = 0;
	respond(79);
}

static const char event[] =
	"\x80\2\0\0\0\x29\0\0\1\x3c\0\0\0\x0b\0\0\0\x09\x40\0\0\x09\0\0\0\0\0\0\x0c"
	"enter-initrd";

static void check_phases(void)
{
	static const char failed[] = "cause: PCR 11 is not extended with enter-initrd: ";
	char expected[256];

	boot(NULL);
	tap_num(measure(PHASES, "", "", "no systemd-stub"), 0, "no error");
	boot("12");
	tap_num(measure(PHASES, "",
			"cause: PCR 11 is not extended: EFI variable StubPcrKernelImage: systemd-stub has "
			"measured the kernel into another PCR; ",
			"another PCR"),
		-EREMOTE, "an error");
	boot("11");
	tap_num(measure(PHASE_ENTER, "enter-initrd; ", "PCR 11 is extended with enter-initrd; ",
			"enter"),
		0, "no error");
	tap_ok(command_len == sizeof(event) - 1 && !memcmp(command, event, command_len),
	       "the command is TPM2_PCR_Event");
	tap_num(measure(PHASE_ENTER, "", "", "once more"), 0, "no error");
	tap_num(measure(PHASES, "leave-initrd; ", "PCR 11 is extended with leave-initrd; ",
			"leave"),
		0, "no error");
	tap_num(measure(PHASES, "", "", "once more"), 0, "no error");
	tap_ok(log_len > 0 && log_text[0] == '\x1e' && strstr(log_text, "leave-initrd"),
	       "both are logged");
	boot("11");
	tap_num(measure(PHASES, "enter-initrd; leave-initrd; ",
			"PCR 11 is extended with enter-initrd; PCR 11 is extended with leave-initrd; ",
			"both"),
		0, "no error");
	boot("11");
	has_device = false;
	appears = true;
	tap_num(measure(PHASE_ENTER, "tpm_crb; tpm_tis; enter-initrd; ",
			"PCR 11 is extended with enter-initrd; ", "a driver that is a module"),
		0, "no error");
	boot("11");
	has_device = false;
	(void)format_text(expected, sizeof(expected), "%s/dev/tpmrm0: No such file or directory; ",
			  failed);
	tap_num(measure(PHASES, "tpm_crb; tpm_tis; ", expected, "no driver"), -ENOENT, "an error");
	tap_num(measure(PHASES, "", "", "it is not tried again"), 0, "and no error");
	boot("11");
	response_len = 0;
	(void)format_text(expected, sizeof(expected), "%s/dev/tpmrm0: Connection timed out; ",
			  failed);
	tap_num(measure(PHASES, "enter-initrd; ", expected, "no response"), -ETIMEDOUT, "an error");
	boot("11");
	memcpy(response, "\x80\1\0\0\0\x0a\0\0\1\x43", 10);
	response_len = 10;
	(void)format_text(expected, sizeof(expected), "%sthe TPM returned error 0x143; ", failed);
	tap_num(measure(PHASES, "enter-initrd; ", expected, "a TPM with an error"), 0x143,
		"an error");
	boot("11");
	variable_error = -ENODEV;
	tap_num(measure(PHASES, "",
			"cannot read EFI variable StubPcrKernelImage: efivarfs: No such device; ",
			"no efivarfs"),
		0, "no error");
}

int main(void)
{
	check_response();
	check_record();
	check_phases();
	return tap_done();
}
