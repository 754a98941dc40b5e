/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Functions of init/base/log.h for a test that compares what is logged:
 *
 *	LOG_KEEP(log_error)	adds its message to `logged`, and a newline
 *	LOG_DROP(log_debug)	does nothing
 */
#ifndef HOST_TESTS_STANDIN_LOG_H
#define HOST_TESTS_STANDIN_LOG_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "init/base/log.h"

static char logged[4096];

#define LOG_KEEP(name)                                                          \
	void name(const char *format, ...)                                      \
	{                                                                       \
		size_t len_ = strlen(logged);                                   \
		va_list args_;                                                  \
                                                                                \
		va_start(args_, format);                                        \
		vsnprintf(logged + len_, sizeof(logged) - len_, format, args_); \
		va_end(args_);                                                  \
		strncat(logged, "\n", sizeof(logged) - strlen(logged) - 1);     \
	}

#define LOG_DROP(name)                     \
	void name(const char *format, ...) \
	{                                  \
		(void)format;              \
	}

#endif
