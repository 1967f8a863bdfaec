/* SPDX-License-Identifier: GPL-2.0-only */
/* A relocatable kernel module: its functions, relocations and jump table. */
#ifndef OFFPATH_MODULE_H
#define OFFPATH_MODULE_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An offset in a section, as the sections of a relocatable file have no addresses */
struct place {
	uint32_t section;
	uint64_t offset;
};

struct symbol {
	const char *name;
	struct place at;
	uint64_t size;
	bool function, local;
};

struct reloc {
	struct place at;
	uint32_t symbol;
	int64_t addend;
	uint32_t type;
};

struct section {
	const char *name;
	const uint8_t *bytes;
	uint64_t size;
	bool code;
	struct reloc *relocs; /* by offset */
	size_t nr_relocs;
};

/* An entry of the jump table: at `code` there is a no-op or a jump, which can be switched. */
struct jump_entry {
	struct place code, target;
	const char *key;
};

struct module {
	Elf *elf;
	int fd;
	struct section *sections;
	size_t nr_sections;
	struct symbol *symbols;
	size_t nr_symbols;
	struct jump_entry *jumps;
	size_t nr_jumps;
};

/* On failure returns false with a one-line reason in `why`, and there is nothing to close. */
bool module_open(struct module *m, const char *path, const char **why);
void module_close(struct module *m);

/* The first relocation in [at, at + size), or NULL */
const struct reloc *module_reloc(const struct module *m, struct place at, uint64_t size);

/* The target of a relocation.  `bias` is the distance from the relocation to the end of the
 * instruction.
 */
struct place reloc_target(const struct module *m, const struct reloc *r, int64_t bias);

/* Zeroed memory; aborts when out of memory. */
void *zalloc(size_t nr, size_t size);

static inline bool place_same(struct place a, struct place b)
{
	return a.section == b.section && a.offset == b.offset;
}

#endif
