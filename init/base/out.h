/* SPDX-License-Identifier: GPL-2.0 */
/* Writes a file, one at a time: text, and the parts of a JSON document. Commas between members and items are added. */
#ifndef INIT_BASE_OUT_H
#define INIT_BASE_OUT_H

/* What follows is written to `fd`. */
void out_begin(int fd);
/* Writes what remains. Returns the first error of all writes, -errno; -1: the file is full. */
int out_end(void);

void out_char(char c);
void out_text(const char *text);

/* A string, as a value; before an item of a list, json_separate(). */
void json_string(const char *text);
void json_separate(void);
/* Members of an object; a text that is NULL or empty is omitted. */
void json_text(const char *name, const char *value);
void json_number(const char *name, long long value);
/* Begin a list that is a member, and an object that is an item; out_char() ends them. */
void json_list(const char *name);
void json_item(void);

#endif
