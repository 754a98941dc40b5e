/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Allocation that cannot fail: without memory mkinitrd exits, and its atexit() handler cleans up.
 */
#ifndef TOOLS_MKINITRD_BASE_ALLOC_H
#define TOOLS_MKINITRD_BASE_ALLOC_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

void *alloc(size_t size); /* zeroed */
/* As reallocarray(3). */
void *alloc_again(void *old, size_t count, size_t size);
/* Exits if the allocation of another library's function failed. */
void *alloc_checked(void *memory);
/* As sprintf(3), into new memory. */
char *alloc_text(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *alloc_text_v(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

/* Strings in the order in which they were added. */
struct list {
	char **item;
	size_t count;
};

void list_add(struct list *list, const char *text); /* NULL follows the last item */
bool list_has(const struct list *list, const char *text);
/* All items joined with `between`: new memory. */
char *list_join(const struct list *list, const char *between);
void list_free(struct list *list);

#endif
