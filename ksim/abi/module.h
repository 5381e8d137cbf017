/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down: module images. The core maps .ko files, restores their writable
 * segments and writes relocations; what a module *is* (struct module, symbols,
 * references, parameters) is the shims' business.
 */
#ifndef KSIM_ABI_MODULE_H
#define KSIM_ABI_MODULE_H

#include "types.h"

KSIM_ABI_BEGIN

/**
 * struct ksim_image - a .ko that the core has mapped
 * @path: file it came from
 * @name: module name, '-' already turned into '_'
 * @modinfo: contents of .modinfo: NUL-terminated "tag=value" strings
 * @modinfo_size: bytes
 * @base: lowest mapped address
 * @size: bytes from @base to the end of the mapping
 * @this_module: its `__this_module`, in the restored state
 */
struct ksim_image {
	const char *path;
	const char *name;
	const char *modinfo;
	ksim_u64 modinfo_size;
	unsigned long base;
	ksim_u64 size;
	void *this_module;
};

/**
 * ksim_image_restore() - put an image's variables back to what its file says
 * @image: the image
 */
void ksim_image_restore(const struct ksim_image *image);

/**
 * ksim_image_link() - bind the undefined symbols of an image
 * @image: the image
 * @resolve: called for each undefined symbol; sets *address and returns 0 or a
 *	     positive answer, or a negative errno. @weak: the symbol may be
 *	     missing, *address then stays 0
 * @context: passed to @resolve
 *
 * A binding that lies in vmlinux is kept for the life of the process and not
 * asked again; its answer is remembered. Linking goes on after a failure, so
 * that @resolve hears of every symbol.
 *
 * Return: all answers or'ed, or the last failure of @resolve.
 */
int ksim_image_link(const struct ksim_image *image,
		    int (*resolve)(void *context, const char *symbol, int weak,
				   unsigned long *address),
		    void *context);

/* No module image lies outside these two addresses. */
extern unsigned long ksim_images_low;
extern unsigned long ksim_images_high;

/**
 * ksim_image_of() - the module image that an address lies in
 * @address: any address
 *
 * Return: the image, or NULL if it is in none (vmlinux is not a module).
 */
const struct ksim_image *ksim_image_of(unsigned long address);

/**
 * ksim_image_maybe() - a quick look before ksim_image_of()
 * @address: any address
 *
 * Return: 0 if @address is certainly in no module, else 1.
 */
static inline int ksim_image_maybe(unsigned long address)
{
	return address - ksim_images_low < ksim_images_high - ksim_images_low;
}

/**
 * ksim_symbol_name() - describe a code or data address (%pS, %ps)
 * @address: any address
 * @buffer: filled with "scull_open+0x10/0x80 [scull]" or "0x…"
 * @size: room in @buffer
 * @flags: KSIM_SYMBOL_OFFSET adds +offset/size, KSIM_SYMBOL_MODULE adds [name]
 *
 * Return: length of the text.
 */
#define KSIM_SYMBOL_OFFSET 1
#define KSIM_SYMBOL_MODULE 2
ksim_u32 ksim_symbol_name(unsigned long address, char *buffer, ksim_u32 size,
			  ksim_u32 flags);

/**
 * ksim_symbol_address() - look up a symbol of vmlinux, static ones included
 * @name: the symbol (kallsyms_lookup_name)
 *
 * Return: its address, or 0.
 */
unsigned long ksim_symbol_address(const char *name);

KSIM_ABI_END

#endif
