// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/log/survey.h"

#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "tools/sysmap/message.h"
#include "tools/sysmap/log/logtokens.h"
#include "tools/sysmap/log/signs.h"

enum { HASHES = 2 * SURVEY_FRAMES };

static struct survey_boot *add_boot(struct survey *s)
{
	struct survey_boot *boots = reallocarray(s->boots, s->count + 1, sizeof(*boots));

	if (!boots) {
		message("out of memory");
		return NULL;
	}
	s->boots = boots;
	boots[s->count] = (struct survey_boot){.line = s->line};
	return &boots[s->count++];
}

/* ---- frames and pairs ------------------------------------------------------------------------ */

/* Most boots have none. */
static int allocate(struct survey_boot *boot)
{
	if (boot->frames)
		return 0;
	boot->frames = calloc(SURVEY_FRAMES, sizeof(*boot->frames));
	boot->pairs = calloc(SURVEY_PAIRS, sizeof(*boot->pairs));
	boot->frame_of_hash = calloc(HASHES, sizeof(*boot->frame_of_hash));
	return boot->frames && boot->pairs && boot->frame_of_hash ? 0 : message("out of memory");
}

/* Names of BPF programs and trampolines are in no map. */
static bool is_generated(const char *name)
{
	return text_after(name, "bpf_") || text_after(name, "ftrace_trampoline");
}

static uint32_t hash_of(const struct survey_frame *f)
{
	uint32_t hash = 2166136261u + (uint32_t)f->size; /* FNV-1a */

	for (const char *at = f->name; *at; at++)
		hash = (hash ^ (unsigned char)*at) * 16777619u;
	for (const char *at = f->module; *at; at++)
		hash = (hash ^ (unsigned char)*at) * 16777619u;
	return hash % HASHES;
}

static bool is_same(const struct survey_frame *a, const struct survey_frame *b)
{
	return a->size == b->size && text_equal(a->name, b->name) &&
	       text_equal(a->module, b->module);
}

static int take_frame(struct survey_boot *boot, const struct survey_frame *f)
{
	struct survey_frame *frame = &boot->frames[boot->frame_count];
	uint32_t hash = hash_of(f);

	for (; boot->frame_of_hash[hash]; hash = (hash + 1) % HASHES)
		if (is_same(&boot->frames[boot->frame_of_hash[hash] - 1], f))
			return 0;
	*frame = *f;
	frame->name = strdup(f->name);
	if (!frame->name)
		return message("out of memory");
	boot->frame_of_hash[hash] = ++boot->frame_count;
	return 0;
}

static int take_pair(struct survey_boot *boot, const char *name, uint64_t added, uint64_t address)
{
	struct survey_pair *pair = &boot->pairs[boot->pair_count];

	if (boot->pair_count == SURVEY_PAIRS)
		return 0;
	*pair = (struct survey_pair){strdup(name), added, address};
	if (!pair->name)
		return message("out of memory");
	boot->pair_count++;
	return 0;
}

/* Text that is too long for a symbol of the kernel is no frame. */
static bool copy_name(const struct log_token *token, struct survey_frame *f, char *name)
{
	f->name = name;
	f->size = token->size;
	return !text_copy_n(name, SURVEY_NAME, token->begin, token->name_len) &&
	       !text_copy_n(f->module, MODTAB_NAME, token->module ? token->module : "",
			    token->module_len) &&
	       !is_generated(name);
}

static int take_tokens(struct survey_boot *boot, const struct log_token *tokens, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct log_token *t = &tokens[i], *before = i ? t - 1 : t;
		char name[SURVEY_NAME];
		struct survey_frame f;

		if (!t->is_frame ||
		    (boot->frame_count == SURVEY_FRAMES && boot->pair_count == SURVEY_PAIRS))
			continue;
		if (allocate(boot))
			return -1;
		if (!copy_name(t, &f, name))
			continue;
		if (f.size && boot->frame_count < SURVEY_FRAMES && take_frame(boot, &f))
			return -1;
		if (!before->is_frame && before->named && !t->module &&
		    take_pair(boot, name, t->value, before->value))
			return -1;
	}
	return 0;
}

/* ---- a name and its address on different lines ----------------------------------------------- */

static const struct log_token *token_after(const struct log_token *tokens, size_t count,
					   const char *text)
{
	for (size_t i = 0; text && i < count; i++)
		if (tokens[i].begin >= text)
			return &tokens[i];
	return NULL;
}

static int take_half(struct survey_boot *boot, struct survey_half *half,
		     const struct log_token *name, const struct log_token *address)
{
	int err;

	if (name && name->is_frame && !name->module &&
	    !text_copy_n(half->name, SURVEY_NAME, name->begin, name->name_len))
		half->added = name->value;
	if (address && !address->is_frame) {
		half->has_address = true;
		half->address = address->value;
	}
	if (!half->name[0] || !half->has_address)
		return 0;
	err = allocate(boot);
	if (!err)
		err = take_pair(boot, half->name, half->added, half->address);
	memset(half, 0, sizeof(*half));
	return err;
}

static int take_halves(struct survey_boot *boot, const struct signs *signs,
		       const struct log_token *tokens, size_t count)
{
	const char *const *after = signs->after;

	if (signs->after[SIGN_TROUBLE] && !after[SIGN_PC]) { /* another oops */
		memset(&boot->pc, 0, sizeof(boot->pc));
		memset(&boot->lr, 0, sizeof(boot->lr));
	}
	if (take_half(boot, &boot->pc, token_after(tokens, count, after[SIGN_PC_NAME]),
		      token_after(tokens, count, after[SIGN_PC])))
		return -1;
	return take_half(boot, &boot->lr, token_after(tokens, count, after[SIGN_LR_NAME]),
			 token_after(tokens, count, after[SIGN_LR]));
}

/* ---- the KASLR offset and the release -------------------------------------------------------- */

/* Parses the hexadecimal number that begins a text, with its prefix. */
static bool read_hex(const char *text, const char *end, uint64_t *ret_value)
{
	size_t digits = 0;
	char number[17];

	if (end - text < 3 || text[0] != '0' || text[1] != 'x')
		return false;
	for (text += 2; text + digits < end && text[digits]; digits++)
		if (!strchr("0123456789abcdef", text[digits]))
			break;
	return !text_copy_n(number, sizeof(number), text, digits) &&
	       !text_number(number, 16, UINT64_MAX, ret_value);
}

/* "Kernel Offset: 0x1c00000 from 0xffffffff81000000 (...)", "Kernel Offset: disabled" */
static void take_offset(struct survey_boot *boot, const char *text, const char *end)
{
	static const char disabled[] = "disabled", from[] = " from ";
	const char *base = memmem(text, end - text, from, strlen(from));

	if ((size_t)(end - text) >= strlen(disabled) && !memcmp(text, disabled, strlen(disabled))) {
		boot->has_offset = true;
		boot->offset = 0;
	} else if (read_hex(text, end, &boot->offset)) {
		boot->has_offset = true;
	}
	if (base && read_hex(base + strlen(from), end, &boot->base))
		boot->has_base = true;
}

static size_t word_length(const char *text, const char *end)
{
	size_t len = 0;

	while (text + len < end && (unsigned char)text[len] > ' ')
		len++;
	return len;
}

/* "Linux version RELEASE (", and "Tainted: P  RELEASE #1 SMP", where the release precedes " #". */
static void take_release(struct survey_boot *boot, const struct signs *signs, const char *end)
{
	const char *text = signs->after[SIGN_BANNER], *tainted = signs->after[SIGN_TAINTED];
	const char *number = tainted ? memmem(tainted, end - tainted, " #", 2) : NULL;

	if (!text && number)
		for (text = number; text > tainted && !strchr(" (", text[-1]);)
			text--;
	/* one that is too long is not known */
	if (text && !boot->release[0] && text < end && *text >= '0' && *text <= '9')
		(void)text_copy_n(boot->release, SURVEY_RELEASE, text, word_length(text, end));
}

/* A line of /proc/modules in the log, after any prefix. */
static int take_module(struct survey_boot *boot, const char *line, const char *live,
		       const char *end)
{
	const char *begin = live - strlen(" Live 0x");

	for (int fields = 0; begin > line && fields < 4; fields++) {
		while (begin > line && begin[-1] == ' ')
			begin--;
		while (begin > line && begin[-1] != ' ')
			begin--;
	}
	return modtab_take(&boot->modules, begin, end - begin);
}

static int take_signs(struct survey_boot *boot, const struct signs *signs, const char *line,
		      const char *end)
{
	const char *const *after = signs->after;

	boot->trouble = boot->trouble || after[SIGN_TROUBLE];
	boot->no_kaslr = boot->no_kaslr || after[SIGN_NO_KASLR];
	take_release(boot, signs, end);
	if (after[SIGN_OFFSET])
		take_offset(boot, after[SIGN_OFFSET], end);
	if (after[SIGN_MODULE] && take_module(boot, line, after[SIGN_MODULE], end) < 0)
		return -1;
	return 0;
}

static int take_text_begin(struct survey_boot *boot, const struct log_token *token)
{
	if (!token || token->is_frame)
		return 0;
	return allocate(boot) ? -1 : take_pair(boot, "_text", 0, token->value);
}

int survey_line(struct survey *s, const char *line, size_t len)
{
	struct survey_boot *boot = s->count ? &s->boots[s->count - 1] : NULL;
	struct log_token tokens[TOKENS];
	size_t count = log_tokens(line, len, tokens);
	struct signs signs;

	signs_find(line, len, &signs);
	s->line++;
	if (!boot || signs.after[SIGN_BANNER])
		boot = add_boot(s);
	if (!boot || take_signs(boot, &signs, line, line + len) ||
	    take_tokens(boot, tokens, count) || take_halves(boot, &signs, tokens, count))
		return -1;
	return take_text_begin(boot, token_after(tokens, count, signs.after[SIGN_TEXT_BEGIN]));
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
		free(boot->frame_of_hash);
		modtab_free(&boot->modules);
	}
	free(s->boots);
	memset(s, 0, sizeof(*s));
}
