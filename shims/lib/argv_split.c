// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>

/* The words are one copy of the string, kept in front of the first pointer. */
void argv_free(char **argv)
{
	kfree(argv[-1]);
	kfree(argv - 1);
}
EXPORT_SYMBOL(argv_free);

/* Is there the first character of a word at @s? */
static bool word_starts(const char *s, const char *text)
{
	return !isspace(*s) && (s == text || isspace(s[-1]) || !s[-1]);
}

char **argv_split(gfp_t gfp, const char *str, int *argcp)
{
	char *text = kstrndup(str, KMALLOC_MAX_SIZE - 1, gfp);
	char **argv;
	char *s;
	int argc = 0;

	if (!text)
		return NULL;
	for (s = text; *s; s++)
		argc += word_starts(s, text);
	argv = kmalloc_array(argc + 2, sizeof(*argv), gfp);
	if (!argv) {
		kfree(text);
		return NULL;
	}
	argv[0] = text;
	argv++;
	argc = 0;
	for (s = text; *s; s++) {
		if (word_starts(s, text))
			argv[argc++] = s;
		else if (isspace(*s))
			*s = '\0';
	}
	argv[argc] = NULL;
	if (argcp)
		*argcp = argc;
	return argv;
}
EXPORT_SYMBOL(argv_split);
