// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/survey.h"

#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "tools/sysmap/message.h"
#include "tools/sysmap/oops/logtokens.h"

static const char *find(const char *line, size_t len, const char *text)
{
	return memmem(line, len, text, strlen(text));
}

bool survey_is_banner(const char *line, size_t len)
{
	return find(line, len, "Linux version ") != NULL;
}

static struct survey_boot *add_boot(struct survey *s)
{
	struct survey_boot *boots = reallocarray(s->boots, s->count + 1, sizeof(*boots));

	if (!boots) {
		message("out of memory");
		return NULL;
	}
	s->boots = boots;
	boots[s->count] = (struct survey_boot){
		.line = s->line,
		.frames = calloc(SURVEY_FRAMES, sizeof(struct survey_frame)),
		.pairs = calloc(SURVEY_PAIRS, sizeof(struct survey_pair)),
	};
	if (!boots[s->count].frames || !boots[s->count].pairs)
		message("out of memory");
	return &boots[s->count++];
}

/* Names of BPF programs and trampolines are in no map. */
static bool is_generated(const char *name)
{
	return text_after(name, "bpf_") || text_after(name, "ftrace_trampoline");
}

static void take_frame(struct survey_boot *boot, const char *name, uint64_t size)
{
	struct survey_frame *f = boot->frames, *end = f + boot->frame_count;

	while (f < end && (f->size != size || !text_equal(f->name, name)))
		f++;
	if (f < end || boot->frame_count == SURVEY_FRAMES || is_generated(name))
		return;
	f->name = strdup(name);
	f->size = size;
	boot->frame_count += f->name != NULL; /* ignore one that was not stored */
}

static void take_pair(struct survey_boot *boot, const char *name, uint64_t added, uint64_t address)
{
	struct survey_pair *pair = &boot->pairs[boot->pair_count];

	if (boot->pair_count == SURVEY_PAIRS)
		return;
	*pair = (struct survey_pair){strdup(name), added, address};
	boot->pair_count += pair->name != NULL;
}

/* Text in a trace, oops or warning of any architecture. */
static bool is_trouble(const char *line, size_t len)
{
	static const char *const signs[] = {
		"Call Trace:",
		"Call trace:",
		"Backtrace:",
		"Function entered at ",
		"Oops",
		"BUG: ",
		"WARNING: ",
		"Internal error: ",
		"Kernel panic",
		"Unable to handle",
		"unable to handle",
		"general protection fault",
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (find(line, len, signs[i]))
			return true;
	return false;
}

/* "Kernel Offset: 0x1c00000 from 0xffffffff81000000 (...)", "Kernel Offset: disabled" */
static void take_offset(struct survey_boot *boot, const char *line, size_t len)
{
	const char *text = find(line, len, "Kernel Offset: ");
	size_t digits = 0;
	char number[32];

	if (!text)
		return;
	text += strlen("Kernel Offset: ");
	len -= text - line;
	if (find(text, len, "disabled") == text) {
		boot->has_offset = true;
		boot->offset = 0;
	}
	if (find(text, len, "0x") != text)
		return;
	while (digits + 2 < len && strchr("0123456789abcdef", text[digits + 2]))
		digits++;
	if (!text_copy_n(number, sizeof(number), text + 2, digits) &&
	    !text_number(number, 16, UINT64_MAX, &boot->offset))
		boot->has_offset = true;
}

static bool copy_name(const struct log_token *frame, char name[256])
{
	return !text_copy_n(name, 256, frame->begin, frame->name_len);
}

/* arm and arm64 before 4.20: "PC is at NAME+0x4/0x10", and "pc : [<ADDRESS>]" on the next line. */
static void take_pc(struct survey_boot *boot, const char *line, size_t len,
		    const struct log_token *token)
{
	if (token->is_frame && find(line, len, "PC is at ")) {
		if (copy_name(token, boot->pc_name) && !token->in_module)
			boot->pc_added = token->value;
		else
			boot->pc_name[0] = '\0';
	} else if (!token->is_frame && boot->pc_name[0] && find(line, len, "pc : [<")) {
		take_pair(boot, boot->pc_name, boot->pc_added, token->value);
		boot->pc_name[0] = '\0';
	}
}

static void take_tokens(struct survey_boot *boot, const char *line, size_t len)
{
	struct log_token tokens[TOKENS];
	size_t count = log_tokens(line, len, tokens);
	char name[256];

	if (count)
		take_pc(boot, line, len, &tokens[0]);
	for (size_t i = 0; i < count; i++) {
		const struct log_token *t = &tokens[i];

		if (!t->is_frame || t->in_module || !copy_name(t, name))
			continue;
		take_frame(boot, name, t->size);
		if (i && !tokens[i - 1].is_frame && tokens[i - 1].named)
			take_pair(boot, name, t->value, tokens[i - 1].value);
	}
}

/* A line of /proc/modules in the log, after any prefix. */
static int take_module(struct survey_boot *boot, const char *line, size_t len)
{
	const char *begin = find(line, len, " Live 0x");

	for (int fields = 0; begin && begin > line && fields < 4; fields++) {
		while (begin > line && begin[-1] == ' ')
			begin--;
		while (begin > line && begin[-1] != ' ')
			begin--;
	}
	return begin ? modtab_take(&boot->modules, begin, line + len - begin) : 0;
}

int survey_line(struct survey *s, const char *line, size_t len)
{
	struct survey_boot *boot = s->count ? &s->boots[s->count - 1] : NULL;

	s->line++;
	if (!boot || survey_is_banner(line, len))
		boot = add_boot(s);
	if (!boot || !boot->frames || !boot->pairs)
		return -1;
	boot->trouble = boot->trouble || is_trouble(line, len);
	take_offset(boot, line, len);
	take_tokens(boot, line, len);
	return take_module(boot, line, len) < 0 ? -1 : 0;
}

void survey_free(struct survey *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct survey_boot *boot = &s->boots[i];

		for (size_t k = 0; k < boot->frame_count; k++)
			free(boot->frames[k].name);
		for (size_t k = 0; k < boot->pair_count; k++)
			free(boot->pairs[k].name);
		free(boot->frames);
		free(boot->pairs);
		modtab_free(&boot->modules);
	}
	free(s->boots);
	memset(s, 0, sizeof(*s));
}

/*
 * ---- comparison with a map ----------------------------------------------------------------------
 */

/* Whether one of the symbols of the name has the size. */
static bool agrees(const struct symtab *map, const struct survey_frame *frame, uint64_t *ret_size)
{
	size_t len = strlen(frame->name);
	long symbol = -1;

	*ret_size = 0;
	while ((symbol = symtab_named(map, frame->name, len, symbol)) >= 0) {
		*ret_size = symtab_size(map, symbol);
		if (*ret_size == frame->size)
			return true;
	}
	return false;
}

void survey_compare(const struct survey_boot *boot, const struct symtab *map,
		    struct survey_match *ret_match)
{
	memset(ret_match, 0, sizeof(*ret_match));
	for (size_t i = 0; i < boot->frame_count; i++) {
		uint64_t size;

		if (agrees(map, &boot->frames[i], &size)) {
			ret_match->agree++;
			continue;
		}
		if (!ret_match->differ++ || (size && !ret_match->size)) {
			ret_match->example = &boot->frames[i];
			ret_match->size = size;
		}
	}
}

/* The offset of most pairs; ambiguous names are ignored. */
static bool offset_by_pairs(const struct survey_boot *boot, const struct symtab *map,
			    uint64_t *ret_offset)
{
	size_t best = 0;
	uint64_t offsets[SURVEY_PAIRS];
	size_t count = 0;

	for (size_t i = 0; i < boot->pair_count; i++) {
		const struct survey_pair *pair = &boot->pairs[i];
		size_t len = strlen(pair->name);
		long symbol = symtab_named(map, pair->name, len, -1);

		if (symbol >= 0 && symtab_named(map, pair->name, len, symbol) < 0)
			offsets[count++] = pair->address - pair->added - map->address[symbol];
	}
	for (size_t i = 0; i < count; i++) {
		size_t same = 0;

		for (size_t k = 0; k < count; k++)
			same += offsets[k] == offsets[i];
		if (same > best)
			*ret_offset = offsets[i];
		best = same > best ? same : best;
	}
	return best > 0;
}

bool survey_offset(const struct survey_boot *boot, const struct symtab *map, uint64_t *ret_offset,
		   const char **ret_origin)
{
	if (boot->has_offset) {
		*ret_offset = boot->offset;
		*ret_origin = "the line \"Kernel Offset\"";
		return true;
	}
	*ret_origin = "names next to their addresses";
	return offset_by_pairs(boot, map, ret_offset);
}
