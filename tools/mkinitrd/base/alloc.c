// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/alloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/report.h"

void *alloc_checked(void *memory)
{
	if (!memory) {
		report_error("out of memory");
		exit(EXIT_FAILURE);
	}
	return memory;
}

void *alloc(size_t size)
{
	return alloc_checked(calloc(1, size ? size : 1));
}

void *alloc_again(void *old, size_t count, size_t size)
{
	return alloc_checked(reallocarray(old, count ? count : 1, size));
}

char *alloc_text_v(const char *format, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	return alloc_checked(text);
}

char *alloc_text(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = alloc_text_v(format, args);
	va_end(args);
	return text;
}

void list_add(struct list *list, const char *text)
{
	/* the array doubles when it is full, which is when the items and the NULL fill 2^n */
	if ((list->count & (list->count + 1)) == 0)
		list->item = alloc_again(list->item, 2 * (list->count + 1), sizeof(*list->item));
	list->item[list->count++] = alloc_text("%s", text);
	list->item[list->count] = NULL;
}

bool list_has(const struct list *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->item[i], text) == 0)
			return true;
	}
	return false;
}

char *list_join(const struct list *list, const char *between)
{
	char *joined = alloc_text("%s", list->count ? list->item[0] : "");

	for (size_t i = 1; i < list->count; i++) {
		char *longer = alloc_text("%s%s%s", joined, between, list->item[i]);

		free(joined);
		joined = longer;
	}
	return joined;
}

void list_free(struct list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->item[i]);
	free(list->item);
	*list = (struct list){0};
}
