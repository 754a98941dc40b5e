// SPDX-License-Identifier: GPL-2.0
/*
 * A phase is only measured if the kernel was, by systemd-stub; otherwise PCR 11 may have another purpose
 * (efi_measured_uki() of src/shared/efi-loader.c, systemd 257). If enter-initrd cannot be measured, neither is
 * leave-initrd, and the boot goes on, as with systemd-pcrphase-initrd.service: PCR 11 then has no value of a signed
 * policy of the real system, so that its secrets stay locked.
 */
#include "helpers/stub/phase.h"

#include <errno.h>

#include "helpers/mounts/program.h"
#include "helpers/resume/efivarfs.h"
#include "helpers/stub/tpm.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

#define NAME "StubPcrKernelImage"
#define FILE NAME "-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

#define STATE REPORT_DIR "/phase"

enum { KERNEL_PCR = 11, LOCK_SECONDS = 60, TPM_SECONDS = 10 };

static const char *const phases[PHASES] = {"enter-initrd", "leave-initrd"};

/* ---- whether to measure ---------------------------------------------------------------------- */

/* 1: yes; 0: no; or -errno. */
static int is_measured(void)
{
	char pcr[16];
	int err = efivarfs_read(FILE, pcr, sizeof(pcr));

	if (err)
		return err == -ENOENT ? 0 : err;
	return text_equal(pcr, "11") ? 1 : -EREMOTE;
}

static int report_variable(enum report severity, int err)
{
	/* whether it is set is not known: an image without efivarfs, on a machine that need not have a TPM */
	if (err == -ENODEV || err == -EOPNOTSUPP) {
		report(REPORT_INFO, "cannot read EFI variable " NAME ": efivarfs: %s",
		       error_text(err));
		return 0;
	}
	report(severity, "PCR 11 is not extended: EFI variable " NAME ": %s",
	       err == -EREMOTE ? "systemd-stub has measured the kernel into another PCR"
			       : error_text(err));
	return err;
}

/* ---- the TPM --------------------------------------------------------------------------------- */

/* Its drivers, if they are modules; the device then appears some time later. */
static void load_drivers(void)
{
	if (file_exists(TPM_DEVICE))
		return;
	(void)program_load_module("tpm_crb"); /* no error if it is built in */
	(void)program_load_module("tpm_tis");
}

/* Then /dev/tpmrm0 never appears. The attribute exists since 5.6 (drivers/char/tpm/tpm-sysfs.c). */
static bool is_version_1(void)
{
	char version[4];

	return file_read_value("/sys/class/tpm/tpm0/tpm_version_major", version, sizeof(version)) >
		       0 &&
	       text_equal(version, "1");
}

static void await_device(void)
{
	enum { BUFFER = 65536 };
	static char event[8192];
	int64_t deadline = sys_now() + TPM_SECONDS * SYS_SECOND, now;
	struct pollfd p = {.fd = sys_uevent_socket(BUFFER), .events = POLLIN};

	load_drivers();
	while (p.fd >= 0 && !file_exists(TPM_DEVICE) && !is_version_1() &&
	       (now = sys_now()) < deadline) {
		(void)sys_poll(&p, 1,
			       deadline - now); /* on an error, the device is looked for again */
		while (sys_uevent_receive(p.fd, event, sizeof(event)) > 0)
			;
	}
	if (p.fd >= 0)
		sys_close(p.fd);
}

/* ---- phases ---------------------------------------------------------------------------------- */

/* The state is a digit: how many phases need not be measured. */
static void write_state(int state, unsigned number)
{
	char digit = '0' + number;

	(void)sys_pwrite(state, &digit, 1,
			 0); /* else a phase may be measured twice: secrets stay locked */
}

static unsigned read_state(int state)
{
	char digit;

	return sys_pread(state, &digit, 1, 0) == 1 ? digit - '0' : 0;
}

/* Other helpers may do the same at the same time. */
static int open_state(void)
{
	int fd = sys_create_new(STATE, 0600), err;

	if (fd >= 0)
		sys_close(fd);
	fd = sys_open(SYS_CWD, STATE, O_RDWR | O_NOFOLLOW);
	err = fd < 0 ? fd : sys_lock(fd, LOCK_SECONDS);
	if (!err)
		return fd;
	if (fd >= 0)
		sys_close(fd);
	return err;
}

static int measure(enum report severity, const char *phase)
{
	int err;

	await_device();
	if (is_version_1()) {
		report(REPORT_INFO, "PCR %d is not extended with %s: the TPM is of version 1",
		       KERNEL_PCR, phase);
		return 0;
	}
	err = tpm_extend(KERNEL_PCR, phase);
	if (err < 0)
		report(severity, "PCR %d is not extended with %s: " TPM_DEVICE ": %s", KERNEL_PCR,
		       phase, error_text(err));
	else if (err > 0)
		report(severity, "PCR %d is not extended with %s: the TPM returned error 0x%x",
		       KERNEL_PCR, phase, (unsigned)err);
	else
		report(REPORT_INFO, "PCR %d is extended with %s", KERNEL_PCR, phase);
	return err;
}

int phase_measure(enum report severity, unsigned count)
{
	int err = is_measured(), state;

	if (err <= 0)
		return err ? report_variable(severity, err) : 0;
	state = open_state();
	if (state < 0) {
		report(severity, "PCR %d is not extended: " STATE ": %s", KERNEL_PCR,
		       error_text(state));
		return state;
	}
	err = 0;
	for (unsigned number = read_state(state); number < count && !err; number++) {
		err = measure(severity, phases[number]);
		write_state(state, err ? PHASES : number + 1); /* not tried again */
	}
	sys_close(state);
	return err;
}
