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
 * ksim_image_link() - restore an image and bind its undefined symbols
 * @image: the image
 * @resolve: called for each undefined symbol; returns 0 and sets *address, or
 *	     a negative errno, which ends the linking
 * @context: passed to @resolve
 *
 * Writable segments first return to their pristine state. A binding that
 * lies in vmlinux is kept for the life of the process and not asked again.
 *
 * Return: 0, or what @resolve returned.
 */
int ksim_image_link(const struct ksim_image *image,
		    int (*resolve)(void *context, const char *symbol,
				   unsigned long *address),
		    void *context);

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

KSIM_ABI_END

#endif
