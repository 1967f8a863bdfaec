// SPDX-License-Identifier: GPL-2.0-only
#include "tools/offpath/module.h"

#include <elf.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TRACEPOINT_KEY "__tracepoint_"

void *zalloc(size_t nr, size_t size)
{
	void *p = calloc(nr ? nr : 1, size);

	if (!p)
		abort();
	return p;
}

static int by_offset(const void *a, const void *b)
{
	const struct reloc *x = a, *y = b;

	return x->at.offset < y->at.offset ? -1 : x->at.offset > y->at.offset;
}

static bool read_relocs(struct module *m, Elf_Scn *scn, const GElf_Shdr *shdr)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	struct section *s;

	if (shdr->sh_info >= m->nr_sections || !shdr->sh_entsize || !data)
		return false;
	s = &m->sections[shdr->sh_info];
	s->relocs = zalloc(shdr->sh_size / shdr->sh_entsize, sizeof(*s->relocs));
	for (size_t i = 0; i < shdr->sh_size / shdr->sh_entsize; i++) {
		GElf_Rela rela;

		if (!gelf_getrela(data, (int)i, &rela) || GELF_R_SYM(rela.r_info) >= m->nr_symbols)
			return false;
		s->relocs[s->nr_relocs++] = (struct reloc){
			.at = { (uint32_t)shdr->sh_info, rela.r_offset },
			.symbol = (uint32_t)GELF_R_SYM(rela.r_info),
			.addend = rela.r_addend,
			.type = (uint32_t)GELF_R_TYPE(rela.r_info),
		};
	}
	qsort(s->relocs, s->nr_relocs, sizeof(*s->relocs), by_offset);
	return true;
}

static bool read_symbols(struct module *m, Elf_Scn *scn, const GElf_Shdr *shdr)
{
	Elf_Data *data = elf_getdata(scn, NULL);

	if (!data || !shdr->sh_entsize || m->symbols)
		return false;
	m->nr_symbols = shdr->sh_size / shdr->sh_entsize;
	m->symbols = zalloc(m->nr_symbols, sizeof(*m->symbols));
	for (size_t i = 0; i < m->nr_symbols; i++) {
		struct symbol *out = &m->symbols[i];
		GElf_Sym sym;

		if (!gelf_getsym(data, (int)i, &sym))
			return false;
		out->name = elf_strptr(m->elf, shdr->sh_link, sym.st_name);
		if (!out->name)
			return false;
		out->at = (struct place){ sym.st_shndx < m->nr_sections ? sym.st_shndx : 0,
					  sym.st_value };
		out->size = sym.st_size;
		out->function = GELF_ST_TYPE(sym.st_info) == STT_FUNC && out->at.section;
		out->local = GELF_ST_BIND(sym.st_info) == STB_LOCAL;
	}
	return true;
}

/* An entry has the fields code, target and key with four, four and eight bytes, each relative
 * to its own address (struct jump_entry in include/linux/jump_label.h).  The lowest bits of
 * key are flags.
 */
static bool read_jumps(struct module *m)
{
	for (size_t i = 0; i < m->nr_sections; i++) {
		const struct section *s = &m->sections[i];

		if (!s->name || strcmp(s->name, "__jump_table"))
			continue;
		if (s->nr_relocs % 3 || s->nr_relocs / 3 * 16 != s->size)
			return false;
		m->jumps = zalloc(s->nr_relocs / 3, sizeof(*m->jumps));
		for (size_t r = 0; r < s->nr_relocs; r += 3) {
			const struct symbol *key = &m->symbols[s->relocs[r + 2].symbol];

			m->jumps[m->nr_jumps++] = (struct jump_entry){
				.code = reloc_target(m, &s->relocs[r], 0),
				.target = reloc_target(m, &s->relocs[r + 1], 0),
				.key = strncmp(key->name, TRACEPOINT_KEY, strlen(TRACEPOINT_KEY)) ?
					       NULL :
					       key->name + strlen(TRACEPOINT_KEY),
			};
		}
	}
	return true;
}

static bool read_all(struct module *m, const char **why)
{
	GElf_Ehdr ehdr;
	size_t strings;

	*why = "it is not a relocatable ELF file for x86-64";
	if (!gelf_getehdr(m->elf, &ehdr) || ehdr.e_type != ET_REL || ehdr.e_machine != EM_X86_64)
		return false;
	*why = "its sections cannot be read";
	if (elf_getshdrnum(m->elf, &m->nr_sections) || elf_getshdrstrndx(m->elf, &strings))
		return false;
	m->sections = zalloc(m->nr_sections, sizeof(*m->sections));
	for (size_t i = 1; i < m->nr_sections; i++) {
		struct section *s = &m->sections[i];
		Elf_Scn *scn = elf_getscn(m->elf, i);
		GElf_Shdr shdr;
		Elf_Data *data;

		if (!scn || !gelf_getshdr(scn, &shdr))
			return false;
		s->name = elf_strptr(m->elf, strings, shdr.sh_name);
		s->size = shdr.sh_size;
		s->code = shdr.sh_type == SHT_PROGBITS && shdr.sh_flags & SHF_EXECINSTR;
		if (shdr.sh_type == SHT_PROGBITS && shdr.sh_flags & SHF_ALLOC) {
			data = elf_getdata(scn, NULL);
			if (!data || (s->size && (!data->d_buf || data->d_size < s->size)))
				return false;
			s->bytes = data->d_buf;
		}
		if (shdr.sh_type == SHT_SYMTAB && !read_symbols(m, scn, &shdr))
			return false;
	}
	*why = "its relocations cannot be read";
	for (size_t i = 1; i < m->nr_sections; i++) {
		Elf_Scn *scn = elf_getscn(m->elf, i);
		GElf_Shdr shdr;

		/* The relocations of debug information are numerous and not needed. */
		if (!gelf_getshdr(scn, &shdr) || shdr.sh_type != SHT_RELA ||
		    shdr.sh_info >= m->nr_sections || !m->sections[shdr.sh_info].bytes)
			continue;
		if (!read_relocs(m, scn, &shdr))
			return false;
	}
	*why = "its jump table has an unknown format";
	return read_jumps(m);
}

bool module_open(struct module *m, const char *path, const char **why)
{
	*m = (struct module){ .fd = open(path, O_RDONLY | O_CLOEXEC) };
	*why = "it cannot be opened";
	if (m->fd < 0)
		return false;
	elf_version(EV_CURRENT);
	m->elf = elf_begin(m->fd, ELF_C_READ_MMAP, NULL);
	*why = "it is not an ELF file";
	if (m->elf && read_all(m, why))
		return true;
	module_close(m);
	return false;
}

void module_close(struct module *m)
{
	for (size_t i = 0; i < m->nr_sections; i++)
		free(m->sections[i].relocs);
	free(m->sections);
	free(m->symbols);
	free(m->jumps);
	elf_end(m->elf);
	close(m->fd);
}

const struct reloc *module_reloc(const struct module *m, struct place at, uint64_t size)
{
	const struct section *s = &m->sections[at.section];
	size_t low = 0, high = s->nr_relocs;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->relocs[middle].at.offset < at.offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->nr_relocs && s->relocs[low].at.offset < at.offset + size ? &s->relocs[low] :
										   NULL;
}

struct place reloc_target(const struct module *m, const struct reloc *r, int64_t bias)
{
	const struct symbol *s = &m->symbols[r->symbol];

	return (struct place){ s->at.section, s->at.offset + (uint64_t)(r->addend + bias) };
}
