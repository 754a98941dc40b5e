// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/log/signs.h"

#include <stdbool.h>
#include <string.h>

static const struct sign_text {
	const char *text;
	enum sign sign;
} texts[] = {
	{"Linux version ", SIGN_BANNER},
	{"Call Trace:", SIGN_TROUBLE},
	{"Call trace:", SIGN_TROUBLE},
	{"Backtrace:", SIGN_TROUBLE},
	{"Function entered at ", SIGN_TROUBLE},
	{"Oops", SIGN_TROUBLE},
	{"BUG: ", SIGN_TROUBLE},
	{"WARNING: ", SIGN_TROUBLE},
	{"Internal error: ", SIGN_TROUBLE},
	{"Kernel panic", SIGN_TROUBLE},
	{"Unable to handle", SIGN_TROUBLE},
	{"unable to handle", SIGN_TROUBLE},
	{"general protection", SIGN_TROUBLE},
	{"kernel BUG at ", SIGN_TROUBLE},
	{"RIP: ", SIGN_TROUBLE},
	{"EIP: ", SIGN_TROUBLE},
	{"ot tainted", SIGN_TAINTED},
	{"Tainted: ", SIGN_TAINTED},
	{"Kernel Offset: ", SIGN_OFFSET},
	{"nokaslr", SIGN_NO_KASLR},                /* on the command line */
	{"KASLR disabled on ", SIGN_NO_KASLR},     /* arch/arm64/kernel/kaslr.c, 6.1 */
	{"KASLR disabled due to ", SIGN_NO_KASLR}, /* not x86's "Physical KASLR disabled: " */
	{".text : ", SIGN_TEXT_BEGIN},             /* mem_init() of i386, arm, arm64, to 4.14 */
	{" Live 0x", SIGN_MODULE},
	{"PC is at ", SIGN_PC_NAME},  /* arm, arm64 to 4.19 */
	{"EIP is at ", SIGN_PC_NAME}, /* i386 to 4.8 */
	{"pc : [<", SIGN_PC},
	{"EIP: ", SIGN_PC},
	{"LR is at ", SIGN_LR_NAME},
	{"lr : [<", SIGN_LR},
};

enum { TEXTS = sizeof(texts) / sizeof(texts[0]), HASHES = 1 << 12 };

/*
 * The texts by their first two characters, since few positions of a line have those of any text:
 * indexes plus 1; 0 ends a list.
 */
static unsigned char first[HASHES], next[TEXTS];

static unsigned hash_of(const char *text)
{
	return ((unsigned char)text[0] << 6 ^ (unsigned char)text[1]) % HASHES;
}

static void index_texts(void)
{
	for (size_t i = 0; i < TEXTS; i++) {
		next[i] = first[hash_of(texts[i].text)];
		first[hash_of(texts[i].text)] = i + 1;
	}
}

void signs_find(const char *line, size_t len, struct signs *ret_signs)
{
	static bool indexed;

	if (!indexed)
		index_texts();
	indexed = true;
	memset(ret_signs, 0, sizeof(*ret_signs));
	for (size_t at = 0; at + 1 < len; at++) {
		for (size_t i = first[hash_of(line + at)]; i; i = next[i - 1]) {
			const struct sign_text *t = &texts[i - 1];
			size_t text_len = strlen(t->text);

			if (len - at >= text_len && !memcmp(line + at, t->text, text_len))
				ret_signs->after[t->sign] = line + at + text_len;
		}
	}
}
