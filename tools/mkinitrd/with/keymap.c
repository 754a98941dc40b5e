// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/with/keymap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/base/run.h"

/* Results, in addition to -1: a keymap, none to add, or no setting in this file. */
enum { COMPILED, NONE, NOT_SET };

/* ---- the configuration ------------------------------------------------------------------------ */

/* The value of a line NAME=VALUE, without quotes, or NULL. Ends the line. */
static char *value_of(char *line, const char *name)
{
	size_t len = strlen(name);
	char *value, quote;

	line += strspn(line, " \t");
	if (strncmp(line, name, len) != 0 || line[len] != '=')
		return NULL;
	value = line + len + 1;
	quote = *value == '"' || *value == '\'' ? *value++ : '\0';
	value[strcspn(value, quote ? (char[]){quote, '\0'} : " \t\r#")] = '\0';
	return value;
}

/* The last value of a variable in a file that a shell can read, or "": new memory. */
static char *variable(const struct content *content, const char *name)
{
	char *copy = alloc_text("%s", content->data), *rest = copy, *line, *value;
	char *found = alloc_text("%s", "");

	while ((line = strsep(&rest, "\n"))) {
		value = value_of(line, name);
		if (!value)
			continue;
		free(found);
		found = alloc_text("%s", value);
	}
	free(copy);
	return found;
}

static bool read_config(const struct root *root, const char *path, struct content *ret_content)
{
	char *file = root_find(root, path);
	bool is_read = file && content_read(file, ret_content) == 0;

	free(file);
	return is_read;
}

/* ---- the programs ----------------------------------------------------------------------------- */

/* Files in memory: the output of one program is the input of the next. */
struct compiler {
	const struct root *root;
	const char *config; /* the file that selects the keymap */
	int text, binary, errors;
};

/* The last line that a program has printed: new memory. */
static char *last_error(int fd)
{
	char text[4096] = "", *line, *rest = text, *last = "no output";
	off_t size = lseek(fd, 0, SEEK_END);
	off_t start = size < (off_t)sizeof(text) ? 0 : size - (off_t)sizeof(text) + 1;

	if (pread(fd, text, sizeof(text) - 1, start) < 0)
		return alloc_text("%s", last);
	while ((line = strsep(&rest, "\n")))
		if (*line)
			last = line;
	return alloc_text("%s", last);
}

static int warn(const struct compiler *c)
{
	char *cause = last_error(c->errors);

	report_warning("%s: cannot compile its keymap: %s; until this is corrected, passphrases "
		       "are entered as on a US keyboard",
		       c->config, cause);
	free(cause);
	return NONE;
}

static int run(const struct compiler *c, char *const argv[], const char *package, int in, int out)
{
	const struct run_fds fds = {in, out, c->errors};
	int status;

	if (ftruncate(c->errors, 0) < 0 || lseek(c->errors, 0, SEEK_SET) < 0)
		return report_error("cannot run %s: %m", argv[0]);
	status = run_program(argv, package, &fds);
	return status > 0 ? warn(c) : status; /* 0: COMPILED */
}

/*
 * Compiles a keymap in the format of kbd, or the output of ckbcomp if the name is "-". The kernel's
 * default is Unicode mode, and the console of this machine, if it has one, does not matter.
 */
static int run_loadkeys(const struct compiler *c, const char *name)
{
	/* of Debian, Arch and Fedora */
	static const char *const dirs[] = {"/usr/share/keymaps", "/usr/share/kbd/keymaps",
					   "/usr/lib/kbd/keymaps", NULL};
	char *const argv[] = {"loadkeys", "-q", "-u", "-b", "--", (char *)name, NULL};
	char *dir = root_find_first(c->root, dirs, "");

	if (dir && *c->root->dir) {
		char *all = alloc_text("%s/**", dir); /* a directory and those below it */

		setenv("LOADKEYS_KEYMAP_PATH", all, 1);
		free(all);
	}
	free(dir);
	return run(c, argv, "kbd", c->text, c->binary);
}

/* As setupcon(1) of Debian, with the symbols of the root. */
static int run_ckbcomp(const struct compiler *c, const struct content *config)
{
	char *model = variable(config, "XKBMODEL"), *layout = variable(config, "XKBLAYOUT");
	char *variant = variable(config, "XKBVARIANT"), *options = variable(config, "XKBOPTIONS");
	char *backspace = variable(config, "BACKSPACE");
	char *include = alloc_text("-I%s/usr/share/X11/xkb", c->root->dir);
	char *const argv[] = {"ckbcomp",    include,
			      "-backspace", strcmp(backspace, "bs") == 0 ? "bs" : "del",
			      "-model",     *model ? model : "pc105",
			      layout,       variant,
			      options,      NULL};
	int result = run(c, argv, "console-setup", -1, c->text);

	if (result == 0 && lseek(c->text, 0, SEEK_SET) < 0)
		result = report_error("cannot run ckbcomp: %m");
	free(model);
	free(layout);
	free(variant);
	free(options);
	free(backspace);
	free(include);
	return result;
}

static int add_binary(const struct compiler *c, struct tree *tree)
{
	static const char magic[] = "bkeymap";
	off_t size = lseek(c->binary, 0, SEEK_END);
	struct tree_entry entry = {.path = "/etc/boottime.kmap", .mode = S_IFREG | 0644};
	char *data = alloc(size + 1), *why;
	int result;

	if (pread(c->binary, data, size, 0) != size || strncmp(data, magic, strlen(magic)) != 0) {
		free(data); /* loadkeys 2.5.1 ends with 0 after a syntax error */
		return warn(c);
	}
	entry.data = data;
	entry.len = size;
	why = alloc_text("the keymap of %s", c->config);
	result = tree_add(tree, TREE_YIELD, &entry, why);
	free(why);
	free(data);
	return result;
}

/* ---- which keymap ----------------------------------------------------------------------------- */

/* The kernel's own keymap. */
static bool is_default(const char *layout, const char *variant, const char *options)
{
	return strcmp(layout, "us") == 0 && !*variant && !*options;
}

/* KMAP is a file that replaces the layout, see keyboard(5). */
static int compile_debian(const struct compiler *c, const struct content *config)
{
	char *layout = variable(config, "XKBLAYOUT"), *variant = variable(config, "XKBVARIANT");
	char *options = variable(config, "XKBOPTIONS"), *kmap = variable(config, "KMAP");
	char *file = *kmap == '/' ? root_find(c->root, kmap) : NULL;
	int result = *layout ? NONE : NOT_SET;

	if (file) {
		result = run_loadkeys(c, file);
	} else if (*layout && !is_default(layout, variant, options)) {
		result = run_ckbcomp(c, config);
		if (result == COMPILED)
			result = run_loadkeys(c, "-");
	}
	free(file);
	free(kmap);
	free(options);
	free(variant);
	free(layout);
	return result;
}

/* KEYMAP is the name of a keymap, or "@kernel". */
static int compile_systemd(const struct compiler *c, const struct content *config)
{
	char *keymap = variable(config, "KEYMAP");
	int result = *keymap ? NONE : NOT_SET;

	if (*keymap && *keymap != '@' && !is_default(keymap, "", ""))
		result = run_loadkeys(c, keymap);
	free(keymap);
	return result;
}

/* The first file that selects a keymap counts. */
static const struct {
	const char *path;
	int (*compile)(const struct compiler *c, const struct content *config);
} files[] = {
	{"/etc/default/keyboard", compile_debian},
	{"/etc/vconsole.conf", compile_systemd},
};

static int add_selected(struct compiler *c, struct tree *tree)
{
	struct content config;
	int result = NOT_SET;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && result == NOT_SET; i++) {
		if (!read_config(c->root, files[i].path, &config))
			continue;
		c->config = files[i].path;
		result = files[i].compile(c, &config);
		content_free(&config);
	}
	if (result == COMPILED)
		result = add_binary(c, tree);
	return result < 0 ? -1 : 0;
}

int keymap_add(struct tree *tree, const struct root *root)
{
	struct compiler c = {.root = root};
	int result;

	c.text = memfd_create("keymap", MFD_CLOEXEC);
	c.binary = memfd_create("keymap.binary", MFD_CLOEXEC);
	c.errors = memfd_create("keymap.errors", MFD_CLOEXEC);
	if (c.text < 0 || c.binary < 0 || c.errors < 0)
		result = report_error("cannot compile the keymap: %m");
	else
		result = add_selected(&c, tree);
	close(c.text);
	close(c.binary);
	close(c.errors);
	return result;
}
