// SPDX-License-Identifier: GPL-2.0
/*
 * Does for a unified kernel image what systemd does in an initramfs: copies the files of systemd-stub in
 * /.extra for the real system, and extends PCR 11 of the TPM with the phases of the boot.
 *
 *	/lib/gangway/stub [enter]
 *
 * With "enter", the phase is enter-initrd: for another helper, before the TPM unlocks a volume. Without, it is leave-initrd:
 * before the real system starts; enter-initrd comes first, if it is missing. Each phase is measured once.
 * Exit status: 0: all is done, or there is no such image; 1: failed, with a cause unless the phase is "enter";
 * 2: another argument.
 */
#include "helpers/mounts/report.h"
#include "helpers/stub/extra.h"
#include "helpers/stub/phase.h"
#include "lib/text.h"

int main(int argc, char **argv)
{
	bool enter = argc == 2 && text_equal(argv[1], "enter");

	if (argc > 1 && !enter)
		return 2; /* it is not for users */
	/* with "enter", another helper may have set a cause */
	if (enter)
		report_open_log();
	else
		report_open();
	extra_copy();
	return phase_measure(enter ? REPORT_ERROR : REPORT_CAUSE, enter ? PHASE_ENTER : PHASES) ? 1
												: 0;
}
