// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernsyms RECORDING [KALLSYMS] - print the subset of the kernel's symbols that is sufficient to
 * resolve all addresses in a perf.data.  The other symbols, which are thirty times as many, would
 * disclose kernel addresses that kptr_restrict hides to readers of the recording.
 *
 * All 8-byte words are treated as possible addresses, not only those in stacks, as perf also
 * resolves addresses in fields of events.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KERNEL_HALF (UINT64_C(1) << 63)

/* The symbol types (nm(1)) that perf and mlx5-trace use; NULL: all types. */
static const char *const kinds[] = { NULL, "tTwWdDbB", "tTwWdDbBrR" };
#define NR_KINDS (sizeof(kinds) / sizeof(*kinds))

struct symbol {
	uint64_t address;
	size_t order;
	const char *line;
	char type;
	bool hit; /* there is an address between this symbol and the next one */
	bool keep;
};

struct symbols {
	struct symbol *at;
	size_t nr;
};

static int failed(const char *what)
{
	fprintf(stderr, "kernsyms: %s: %s\n", what, strerror(errno));
	return 1;
}

/* The contents of a file of unknown size, or NULL with errno set. */
static char *read_text(const char *path)
{
	size_t size = 1 << 24, len = 0;
	char *text = malloc(size), *more;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	while (text && fd >= 0 && (n = read(fd, text + len, size - len - 1)) > 0) {
		len += (size_t)n;
		if (size - len > 1)
			continue;
		size *= 2;
		more = realloc(text, size);
		if (!more) {
			n = -1;
			break;
		}
		text = more;
	}
	if (fd >= 0)
		close(fd);
	if (n < 0) {
		free(text);
		return NULL;
	}
	text[len] = '\0';
	return text;
}

/* True for the symbols of the kernel's start and end, which perf requires. */
static bool is_mark(const char *name)
{
	size_t len = strcspn(name, "\t");

	return (len == 5 && !strncmp(name, "_text", len)) ||
	       (len == 6 && (!strncmp(name, "_stext", len) || !strncmp(name, "_etext", len)));
}

/* Parse lines such as "ffffffffc03d8816 t mlx5e_open_channels	[mlx5_core]". */
static bool parse(struct symbols *s, char *text)
{
	size_t room = 0;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		char *end;
		uint64_t address = strtoull(line, &end, 16);
		struct symbol *more;

		if (address < KERNEL_HALF || end[0] != ' ' || !end[1] || end[2] != ' ')
			continue;
		if (s->nr == room) {
			room = room ? room * 2 : 1 << 17;
			more = reallocarray(s->at, room, sizeof(*s->at));
			if (!more)
				return false;
			s->at = more;
		}
		s->at[s->nr] = (struct symbol){ .address = address,
						.order = s->nr,
						.line = line,
						.type = end[1],
						.keep = is_mark(end + 3) };
		s->nr++;
	}
	return true;
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static int by_order(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->order < y->order ? -1 : x->order > y->order;
}

static void hit(struct symbols *s, uint64_t address)
{
	size_t low = 0, high = s->nr;

	if (address < KERNEL_HALF || address < s->at[0].address)
		return;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->at[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	s->at[low - 1].hit = true;
}

/* All data in the file is aligned to at least 4 bytes. */
static bool scan(struct symbols *s, const char *path)
{
	static uint32_t words[1 << 16];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint32_t before = 0;
	size_t have = 0;
	ssize_t n = -1;

	while (fd >= 0 && (n = read(fd, (char *)words + have, sizeof(words) - have)) > 0) {
		size_t nr = (have + (size_t)n) / sizeof(*words);

		for (size_t i = 0; i < nr; i++) {
			uint32_t pair[2] = { before, words[i] };
			uint64_t address;

			memcpy(&address, pair, sizeof(address));
			hit(s, address);
			before = words[i];
		}
		have = (have + (size_t)n) % sizeof(*words);
		memmove(words, &words[nr], have);
	}
	if (fd >= 0)
		close(fd);
	return n == 0;
}

static bool is_of(const struct symbol *symbol, const char *types)
{
	return !types || strchr(types, symbol->type);
}

static void keep_all_at(struct symbols *s, size_t i)
{
	uint64_t address = s->at[i].address;

	while (i && s->at[i - 1].address == address)
		i--;
	for (; i < s->nr && s->at[i].address == address; i++)
		s->at[i].keep = true;
}

/* Keep the symbol of each address, which is the last one before it, and the next symbol. */
static void choose(struct symbols *s)
{
	for (size_t i = 0; i < s->nr; i++) {
		for (size_t kind = 0; s->at[i].hit && kind < NR_KINDS; kind++) {
			size_t last = i, next = i + 1;

			while (last && !is_of(&s->at[last], kinds[kind]))
				last--;
			keep_all_at(s, last);
			while (next < s->nr && !is_of(&s->at[next], kinds[kind]))
				next++;
			if (next < s->nr)
				keep_all_at(s, next);
		}
	}
}

int main(int argc, char **argv)
{
	const char *path = argc > 2 ? argv[2] : "/proc/kallsyms";
	struct symbols s = { NULL, 0 };
	char *text;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "Usage: kernsyms RECORDING [KALLSYMS]\n");
		return 2;
	}
	text = read_text(path);
	if (!text || !parse(&s, text))
		return failed(path);
	if (s.nr) {
		qsort(s.at, s.nr, sizeof(*s.at), by_address);
		if (!scan(&s, argv[1]))
			return failed(argv[1]);
		choose(&s);
		qsort(s.at, s.nr, sizeof(*s.at), by_order);
	}
	for (size_t i = 0; i < s.nr; i++)
		if (s.at[i].keep)
			puts(s.at[i].line);
	if (ferror(stdout) || fclose(stdout))
		return failed("standard output");
	free(s.at);
	free(text);
	return 0;
}
