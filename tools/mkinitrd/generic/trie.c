// SPDX-License-Identifier: GPL-2.0
/*
 *	magic b007f457, version 00020001, reference of the root		u32 each, big endian
 *
 * and nodes of these parts, each present if its bit is set in the reference to the node:
 *
 *	80000000	prefix, with its NUL
 *	20000000	first and last character of the children, a reference for each (0: none)
 *	40000000	count of the values; of each a priority (u32), and a text with its NUL
 *
 * The bits 0fffffff of a reference are the node's offset.
 */
#include "tools/mkinitrd/generic/trie.h"

#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/alloc.h"

enum {
	NODE_PREFIX = 0x80000000,
	NODE_VALUES = 0x40000000,
	NODE_CHILDREN = 0x20000000,
	HEADER = 12,
};

struct bytes_out {
	char *data;
	size_t len, size;
};

/* A written node. */
struct trie_node {
	uint32_t reference;
	size_t len;
	char *data;
};

struct trie {
	const struct trie_entry *entries;
	struct bytes_out out;
	void *nodes; /* by content */
};

static void put(struct bytes_out *out, const void *data, size_t len)
{
	if (out->len + len > out->size) {
		out->size = 2 * (out->len + len);
		out->data = alloc_again(out->data, out->size, 1);
	}
	memcpy(out->data + out->len, data, len);
	out->len += len;
}

static void put_number(struct bytes_out *out, uint32_t number)
{
	const unsigned char bytes[] = {number >> 24, number >> 16, number >> 8, number};

	put(out, bytes, sizeof(bytes));
}

static int by_content(const void *a, const void *b)
{
	const struct trie_node *x = a, *y = b;
	uint32_t flags = NODE_PREFIX | NODE_VALUES | NODE_CHILDREN;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	if ((x->reference & flags) != (y->reference & flags))
		return (x->reference & flags) < (y->reference & flags) ? -1 : 1;
	return memcmp(x->data, y->data, x->len);
}

/* The reference of a node with these bytes; takes ownership of them. */
static uint32_t add_node(struct trie *trie, uint32_t flags, struct bytes_out *content)
{
	struct trie_node key = {.reference = flags, .len = content->len, .data = content->data};
	struct trie_node **found = tfind(&key, &trie->nodes, by_content), *node;

	if (found) {
		free(content->data);
		return (*found)->reference;
	}
	node = alloc(sizeof(*node));
	*node = key;
	node->reference |= trie->out.len;
	put(&trie->out, content->data, content->len);
	alloc_checked(tsearch(node, &trie->nodes, by_content));
	return node->reference;
}

static void free_node(void *node)
{
	free(((struct trie_node *)node)->data);
	free(node);
}

/* The length of the common prefix, after `at`, of the sorted keys from `begin` to `end`. */
static size_t shared(const struct trie *trie, size_t begin, size_t end, size_t at)
{
	const char *first = trie->entries[begin].key + at, *last = trie->entries[end - 1].key + at;
	size_t len = 0;

	while (first[len] && first[len] == last[len])
		len++;
	return len;
}

static uint32_t put_node(struct trie *trie, size_t begin, size_t end, size_t at);

/* Writes one child for each character at `at`. Recursion is as deep as a key is long. */
static void put_children(struct trie *trie, size_t begin, size_t end, size_t at,
			 struct bytes_out *content)
{
	const struct trie_entry *e = trie->entries;
	unsigned char first = e[begin].key[at], last = e[end - 1].key[at];
	const unsigned char range[] = {first, last};

	put(content, range, sizeof(range));
	for (unsigned c = first; c <= last; c++) {
		size_t next = begin;

		while (next < end && (unsigned char)e[next].key[at] == c)
			next++;
		put_number(content, next > begin ? put_node(trie, begin, next, at + 1) : 0);
		begin = next;
	}
}

static void put_values(const struct trie *trie, size_t begin, size_t end, struct bytes_out *content)
{
	put_number(content, end - begin);
	for (size_t i = begin; i < end; i++) {
		put_number(content, trie->entries[i].priority);
		put(content, trie->entries[i].value, strlen(trie->entries[i].value) + 1);
	}
}

/* Writes the node of the keys from `begin` to `end`, which are equal up to `at`. */
static uint32_t put_node(struct trie *trie, size_t begin, size_t end, size_t at)
{
	size_t prefix = shared(trie, begin, end, at), more = begin;
	struct bytes_out content = {0};
	uint32_t flags = 0;

	if (prefix) {
		flags |= NODE_PREFIX;
		put(&content, trie->entries[begin].key + at, prefix);
		put(&content, "", 1);
	}
	/* keys that end here precede longer ones */
	while (more < end && !trie->entries[more].key[at + prefix])
		more++;
	if (more < end) {
		flags |= NODE_CHILDREN;
		put_children(trie, more, end, at + prefix, &content);
	}
	if (more > begin) {
		flags |= NODE_VALUES;
		put_values(trie, begin, more, &content);
	}
	return add_node(trie, flags, &content);
}

static int by_key(const void *a, const void *b)
{
	const struct trie_entry *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order ? order : strcmp(x->value, y->value);
}

char *trie_make(struct trie_entry *entries, size_t count, size_t *ret_len)
{
	struct trie trie = {.entries = entries};
	struct bytes_out header = {0};
	uint32_t root;

	if (count)
		qsort(entries, count, sizeof(*entries), by_key);
	put(&trie.out, (char[HEADER]){0}, HEADER);
	root = count ? put_node(&trie, 0, count, 0) : 0;
	put_number(&header, 0xb007f457);
	put_number(&header, 0x00020001);
	put_number(&header, root);
	memcpy(trie.out.data, header.data, HEADER);
	free(header.data);
	tdestroy(trie.nodes, free_node);
	*ret_len = trie.out.len;
	return trie.out.data;
}
