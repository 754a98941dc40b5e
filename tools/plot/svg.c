// SPDX-License-Identifier: GPL-2.0
#include "tools/plot/svg.h"

#include "lib/text.h"

/*
 * Pixels:
 *
 *	title, subtitle
 *	           |        |        |      marks of the axis
 *	step       ████                     one row each
 *	module       ██ 12.3 ms
 */
enum {
	WIDTH = 1000,
	MARGIN = 20,
	NAMES = 170,  /* the width of the names' column */
	LABELS = 110, /* free at the right for the last bar's label */
	TOP = 86,     /* the first row */
	LEAST = 2,    /* the width of a bar */
	ROW = 18,
	BAR = 12,
	GAP = 14,
	LEFT = MARGIN + NAMES,
	RIGHT = WIDTH - MARGIN - LABELS,
	MARKS = 10, /* at most */
};

static const char *const fills[] = {
	[SPAN_STEP] = "#4a6fa5",
	[SPAN_LIVE] = "#5f9e6e",
	[SPAN_LOADING] = "#e0a33e",
	[SPAN_FAILED] = "#c44e52",
};

/*
 * Names come from disks, and may have been cut within a character. XML has no character below space
 * but tab, newline and return.
 */
static void put_text(FILE *to, const char *text)
{
	size_t len;

	for (; *text; text += len ? len : 1) {
		len = text_character(text);
		switch (*text) {
		case '<':
			fputs("&lt;", to);
			break;
		case '>':
			fputs("&gt;", to);
			break;
		case '&':
			fputs("&amp;", to);
			break;
		case '"':
			fputs("&quot;", to);
			break;
		default:
			if (!len || (unsigned char)*text < ' ' || *text == 0x7f)
				fputc('?', to);
			else
				fwrite(text, 1, len, to);
		}
	}
}

static void put_string(FILE *to, double x, double y, const char *attributes, const char *text)
{
	fprintf(to, "<text x=\"%.1f\" y=\"%.1f\"%s>", x, y, attributes);
	put_text(to, text);
	fputs("</text>\n", to);
}

/* ---- the axis ------------------------------------------------------------------------------ */

static double x_of(const struct timeline *t, int64_t time)
{
	double all = t->ended > t->began ? t->ended - t->began : 1;

	return LEFT + (RIGHT - LEFT) * ((time - t->began) / all);
}

/* 1, 2 or 5 times a power of ten, in microseconds: at most MARKS fit. */
static int64_t mark_distance(int64_t all)
{
	static const int steps[] = {1, 2, 5};

	for (int64_t power = 1;; power *= 10)
		for (int i = 0; i < 3; i++)
			if (all / (power * steps[i]) < MARKS)
				return power * steps[i];
}

static void draw_axis(FILE *to, const struct timeline *t, int bottom)
{
	int64_t distance = mark_distance(t->ended - t->began);
	int64_t first = (t->began + distance - 1) / distance * distance;
	int digits = distance >= 1000000 ? 0 : distance >= 1000 ? 3 : 6;
	char text[32];

	for (int64_t time = first; time <= t->ended; time += distance) {
		fprintf(to, "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#ddd\"/>\n",
			x_of(t, time), TOP - 10, x_of(t, time), bottom);
		snprintf(text, sizeof(text), "%.*f s", digits, time / 1e6);
		put_string(to, x_of(t, time), TOP - 16,
			   " text-anchor=\"middle\" fill=\"#666\" font-size=\"11\"", text);
	}
}

/* ---- the rows ------------------------------------------------------------------------------ */

/* The time that a span took, or what happened to its module. */
static void put_label(FILE *to, double x, int y, const struct span *s)
{
	double ms = (s->ended - s->began) / 1e3;
	char label[128];

	if (s->kind == SPAN_FAILED)
		snprintf(label, sizeof(label), "failed: %.100s", s->error);
	else if (ms >= 1000)
		snprintf(label, sizeof(label), "%.3f s", ms / 1e3);
	else
		snprintf(label, sizeof(label), "%.1f ms", ms);
	put_string(to, x, y, " font-size=\"10\" fill=\"#444\"",
		   s->kind == SPAN_LOADING ? "still loading" : label);
}

static void draw_span(FILE *to, const struct timeline *t, const struct span *s, int y)
{
	double x = x_of(t, s->began), width = x_of(t, s->ended) - x;

	if (width < LEAST)
		width = LEAST;
	put_string(to, LEFT - 8, y + BAR - 2, " text-anchor=\"end\"", s->name);
	fprintf(to, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", x, y,
		width, BAR, fills[s->kind]);
	put_label(to, x + width + 5, y + BAR - 2, s);
}

static void draw_title(FILE *to, const struct timeline *t)
{
	char text[512];

	snprintf(text, sizeof(text), "Boot of Linux %.100s%s%.200s", t->release,
		 *t->root ? ", root=" : "", t->root);
	put_string(to, MARGIN, 28, " font-size=\"17\" font-weight=\"bold\"", text);
	snprintf(text, sizeof(text),
		 "gangway %.40s: %.3f s until the start of the real init%s%.60s", t->version,
		 (t->ended - t->began) / 1e6, *t->device ? "; root on /dev/" : "", t->device);
	put_string(to, MARGIN, 48, " fill=\"#444\"", text);
}

void svg_write(FILE *to, const struct timeline *t)
{
	int bottom = TOP + (int)t->count * ROW + GAP;

	fprintf(to,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"%d\" height=\"%d\" "
		"viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
		WIDTH, bottom + MARGIN, WIDTH, bottom + MARGIN);
	draw_title(to, t);
	draw_axis(to, t, bottom);
	for (size_t i = 0; i < t->count; i++)
		draw_span(to, t, &t->spans[i], TOP + (int)i * ROW + (i < t->steps ? 0 : GAP));
	fputs("</svg>\n", to);
}
