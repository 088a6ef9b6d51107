/* SPDX-License-Identifier: MIT */
#include "symbols.h"

#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files.h"

/* Whoever made the file is not to be trusted with an offset: it may be any bytes.
 * Of this machine's class. */
typedef ElfW(Ehdr) elf_header;
typedef ElfW(Shdr) elf_section;
typedef ElfW(Sym) elf_symbol;

struct object {
	const char *bytes;
	size_t len;
	const elf_section *sections;
	size_t count;
	size_t names; /* the section of their names */
};

/* Is [offset, offset + len) in the file? */
static bool within(const struct object *object, uint64_t offset, uint64_t len)
{
	return offset <= object->len && len <= object->len - offset;
}

/* What stands there begins at a multiple of the word. */
static bool is_aligned(uint64_t offset)
{
	return offset % sizeof(long) == 0;
}

/* A name of a section of names; "": it lies elsewhere.  The last one ends with the
 * file, behind which there is a NUL. */
static const char *name_at(const struct object *object, size_t section, uint32_t at)
{
	uint64_t offset = object->sections[section].sh_offset;

	return within(object, offset, (uint64_t)at + 1) ? object->bytes + offset + at : "";
}

static bool is_native(const elf_header *header)
{
	const unsigned char class = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32;

	return memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
	       header->e_ident[EI_CLASS] == class && header->e_shentsize == sizeof(elf_section) &&
	       is_aligned(header->e_shoff);
}

static bool object_open(struct object *object, const char *bytes, size_t len)
{
	const elf_header *header = (const void *)bytes;

	*object = (struct object){.bytes = bytes, .len = len};
	if (len < sizeof *header || !is_native(header))
		return false;
	object->count = header->e_shnum;
	if (!within(object, header->e_shoff, object->count * sizeof *object->sections) ||
	    header->e_shstrndx >= object->count)
		return false;
	object->sections = (const void *)(bytes + header->e_shoff);
	object->names = header->e_shstrndx;
	return true;
}

/* .data and .bss, and what -fdata-sections makes of them; not what the loader
 * fills in and then makes read-only. */
static bool is_writable(const struct object *object, size_t index)
{
	const elf_section *section;
	const char *name;

	if (index == SHN_UNDEF || index >= object->count)
		return false;
	section = &object->sections[index];
	name = name_at(object, object->names, section->sh_name);
	return (section->sh_flags & SHF_WRITE) != 0 &&
	       (strncmp(name, ".data", 5) == 0 || strncmp(name, ".bss", 4) == 0) &&
	       strncmp(name, ".data.rel.ro", 12) != 0;
}

/* The compiler's own start-up code has a few. */
static bool is_of_startup(const char *name)
{
	return strncmp(name, "completed.", 10) == 0 || strcmp(name, "__dso_handle") == 0 ||
	       strcmp(name, "__TMC_END__") == 0;
}

/* -- Symbols ------------------------------------------------------------ */

/* What is done with each symbol, and with what. */
struct visit {
	void (*symbol)(const struct visit *, const struct object *, const elf_symbol *,
		       const char *name);
	uint32_t table; /* SHT_SYMTAB: all; SHT_DYNSYM: those that dlsym finds */
	void (*found)(void *context, const char *name);
	void *context;
};

static void visit_table(const struct visit *visit, const struct object *object,
			const elf_section *table)
{
	const elf_symbol *symbols;

	if (!within(object, table->sh_offset, table->sh_size) || !is_aligned(table->sh_offset) ||
	    table->sh_link >= object->count)
		return;
	symbols = (const void *)(object->bytes + table->sh_offset);
	for (size_t i = 0; i < table->sh_size / sizeof *symbols; i++)
		visit->symbol(visit, object, &symbols[i],
			      name_at(object, table->sh_link, symbols[i].st_name));
}

static void visit_bytes(const struct visit *visit, const char *bytes, size_t len)
{
	struct object object;

	if (!object_open(&object, bytes, len))
		return;
	for (size_t i = 0; i < object.count; i++)
		if (object.sections[i].sh_type == visit->table)
			visit_table(visit, &object, &object.sections[i]);
}

static char *read_file(const char *path, size_t *ret_len)
{
	*ret_len = 0;
	return wt_files_read(path, ret_len);
}

/* The low half of st_info is the type, in either class. */
static int type_of(const elf_symbol *symbol)
{
	return symbol->st_info & 0xf;
}

static void visit_global(const struct visit *visit, const struct object *object,
			 const elf_symbol *symbol, const char *name)
{
	if (type_of(symbol) == STT_OBJECT && is_writable(object, symbol->st_shndx) &&
	    !is_of_startup(name))
		visit->found(visit->context, name);
}

static void add_name(void *context, const char *name)
{
	char **list = context;
	char *longer = wt_tool_format("%s%s%s", *list ? *list : "", *list ? ", " : "", name);

	free(*list);
	*list = longer;
}

char *wt_symbols_globals_in(const char *bytes, size_t len)
{
	char *list = NULL;
	const struct visit visit = {visit_global, SHT_SYMTAB, add_name, &list};

	visit_bytes(&visit, bytes, len);
	return list;
}

char *wt_symbols_globals(const char *path)
{
	size_t len;
	char *bytes = read_file(path, &len);
	char *list = wt_symbols_globals_in(bytes, len);

	free(bytes);
	return list;
}

static void visit_main(const struct visit *visit, const struct object *object,
		       const elf_symbol *symbol, const char *name)
{
	static const char suffix[] = "_main";
	size_t len = strlen(name), suffix_len = sizeof suffix - 1;
	char *program;

	(void)object;
	if (type_of(symbol) != STT_FUNC || symbol->st_shndx == SHN_UNDEF || len <= suffix_len ||
	    strcmp(name + len - suffix_len, suffix) != 0)
		return;
	program = wt_tool_format("%.*s", (int)(len - suffix_len), name);
	visit->found(visit->context, program);
	free(program);
}

void wt_symbols_mains_in(const char *bytes, size_t len,
			 void (*found)(void *context, const char *name), void *context)
{
	const struct visit visit = {visit_main, SHT_DYNSYM, found, context};

	visit_bytes(&visit, bytes, len);
}

void wt_symbols_mains(const char *path, void (*found)(void *context, const char *name),
		      void *context)
{
	size_t len;
	char *bytes = read_file(path, &len);

	wt_symbols_mains_in(bytes, len, found, context);
	free(bytes);
}
