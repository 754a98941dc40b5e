// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/catalog/index.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "drivers-load/catalog/glob.h"
#include "lib/file.h"
#include "lib/text.h"

enum {
	INDEX_MAGIC = 0xb007f457,
	INDEX_VERSION = 2, /* major version; minor versions are compatible */
	OFFSET_MASK = 0x0fffffff,
	NODE_PREFIX = 0x80000000,
	NODE_VALUES = 0x40000000,
	NODE_CHILDREN = 0x20000000,
	DEPTH = 256, /* limit for nested nodes; each level consumes a character of the key */
};

/* Offsets of the parts of a node; missing parts are empty. */
struct index_node {
	const char *prefix;
	unsigned first, last; /* first > last: no children */
	size_t children;
	uint32_t value_count;
	size_t values;
};

int index_parse(struct bytes map, struct index *ret_index)
{
	uint32_t magic = bytes_be32(&map, 0);
	uint32_t version = bytes_be32(&map, 4);
	uint32_t root = bytes_be32(&map, 8);

	if (!bytes_ok(&map) || magic != INDEX_MAGIC || version >> 16 != INDEX_VERSION)
		return -EINVAL;
	*ret_index = (struct index){.map = map, .root = root};
	return 0;
}

int index_open(const char *path, struct index *ret_index)
{
	struct bytes map;
	int err = file_map(path, &map);

	if (err)
		return err;
	*ret_index = (struct index){.root = 0};
	if (map.len) /* depmod writes an empty file for an empty list */
		err = index_parse(map, ret_index);
	if (err)
		file_unmap(&map);
	return err;
}

/* The string at *offset; advances *offset past its NUL. */
static const char *string_at(struct bytes *b, size_t *offset)
{
	const unsigned char *from = bytes_at(b, *offset, 1);
	const unsigned char *nul = from ? memchr(from, '\0', b->len - *offset) : NULL;

	if (!nul) {
		b->over = true;
		return "";
	}
	*offset += nul - from + 1;
	return (const char *)from;
}

static int node_read(const struct index *index, uint32_t reference, struct index_node *ret_node)
{
	struct index_node node = {.prefix = "", .first = 1};
	struct bytes b = index->map;
	size_t at = reference & OFFSET_MASK;

	if (reference & NODE_PREFIX)
		node.prefix = string_at(&b, &at);
	if (reference & NODE_CHILDREN) {
		node.first = bytes_u8(&b, at);
		node.last = bytes_u8(&b, at + 1);
		node.children = at + 2;
		if (node.first > node.last)
			return -EINVAL;
		at += 2 + 4 * (node.last - node.first + 1);
	}
	if (reference & NODE_VALUES) {
		node.value_count = bytes_be32(&b, at);
		node.values = at + 4;
	}
	bytes_at(&b, at, 0); /* check that all references of children are within the file */
	if (!bytes_ok(&b))
		return -EINVAL;
	*ret_node = node;
	return 0;
}

/* Reference of the child for `c`; 0: none. */
static uint32_t node_child(const struct index *index, const struct index_node *node, unsigned c)
{
	struct bytes b = index->map;

	if (c < node->first || c > node->last)
		return 0;
	return bytes_be32(&b, node->children + 4 * (c - node->first));
}

/* Ends for every file: each iteration consumes a character of the key, or stops. */
int index_find(const struct index *index, const char *key, const char **ret_value)
{
	struct bytes b = index->map;
	uint32_t reference = index->root;
	struct index_node node;

	for (;;) {
		size_t values;
		int err;

		if (!(reference & OFFSET_MASK))
			return -ENOENT;
		err = node_read(index, reference, &node);
		if (err)
			return err;
		key = text_after(key, node.prefix);
		if (!key || (!*key && !node.value_count))
			return -ENOENT;
		if (*key) {
			reference = node_child(index, &node, (unsigned char)*key++);
			continue;
		}
		values = node.values + 4; /* skip the priority */
		*ret_value = string_at(&b, &values);
		return bytes_ok(&b) ? 0 : -EINVAL;
	}
}

/*
 * State of index_match(). In depmod's files each node has one parent, so a walk visits fewer nodes
 * than the file has bytes; that limit ends walks in files with shared nodes or circles.
 */
struct index_search {
	const struct index *index;
	struct index_hits *hits;
	size_t visits_left;
};

static int hits_add(struct index_hits *hits, uint32_t priority, const char *value)
{
	unsigned i;

	for (i = 0; i < hits->count; i++)
		if (text_equal(hits->at[i].value, value))
			return 0;
	if (hits->count == INDEX_HITS)
		return -E2BIG;
	for (; i > 0 && hits->at[i - 1].priority > priority; i--)
		hits->at[i] = hits->at[i - 1];
	hits->at[i] = (struct index_hit){priority, value};
	hits->count++;
	return 0;
}

static int take_values(struct index_search *s, const struct index_node *node)
{
	struct bytes b = s->index->map;
	size_t at = node->values;
	int err = 0;

	for (uint32_t i = 0; !err && i < node->value_count; i++) {
		uint32_t priority = bytes_be32(&b, at);
		const char *value;

		at += 4;
		value = string_at(&b, &at);
		err = bytes_ok(&b) ? hits_add(s->hits, priority, value) : -EINVAL;
	}
	return err;
}

/* `g`: state of the pattern at this node; modified. */
static int match_node(struct index_search *s, uint32_t reference, struct glob *g, unsigned depth)
{
	struct index_node node;
	struct glob next;
	int err;

	if (!depth || !s->visits_left--)
		return -EINVAL;
	err = node_read(s->index, reference, &node);
	if (err)
		return err;
	for (const char *c = node.prefix; *c; c++)
		if (!glob_step(g, *c))
			return 0;
	if (glob_done(g))
		err = take_values(s, &node);
	for (unsigned c = node.first; !err && c <= node.last; c++) {
		uint32_t child = node_child(s->index, &node, c);

		if (!(child & OFFSET_MASK))
			continue;
		glob_copy(&next, g);
		if (glob_step(&next, c))
			err = match_node(s, child, &next, depth - 1);
	}
	return err;
}

static int match(const struct index *index, const char *text, bool below, struct index_hits *hits)
{
	struct index_search search = {.index = index, .hits = hits, .visits_left = index->map.len};
	struct glob g;

	if (!(index->root & OFFSET_MASK) || glob_start(&g, text))
		return 0;
	g.below = below;
	return match_node(&search, index->root, &g, DEPTH);
}

int index_match(const struct index *index, const char *text, struct index_hits *hits)
{
	return match(index, text, false, hits);
}

int index_below(const struct index *index, const char *text, struct index_hits *hits)
{
	return match(index, text, true, hits);
}
