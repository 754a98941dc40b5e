/* SPDX-License-Identifier: GPL-2.0 */
/* The commands. Each receives its arguments and returns the exit status. */
#ifndef TOOLS_SYSMAP_COMMANDS_H
#define TOOLS_SYSMAP_COMMANDS_H

int command_check(char **args);
int command_from_kernel(char **args);
int command_from_vmlinuz(char **args);
int command_from_vmlinux(char **args);
int command_info(char **args);
int command_payload(char **args);
int command_place(char **args);
int command_remove(char **args);
int command_lookup(char **args);
int command_oops(char **args);

#endif
