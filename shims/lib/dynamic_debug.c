// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Debug messages that can be turned on call site by call site.
 */
#include <linux/ctype.h>
#include <linux/device.h>
#include <linux/dynamic_debug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/glob.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/parser.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#define PREFIX_MAX 64

/* What the flags m, f, l and t put in front of the text. */
static const char *decorate(const struct _ddebug *site, char prefix[PREFIX_MAX])
{
	int at = 0;

	if (site->flags & _DPRINTK_FLAGS_INCL_TID) {
		if (in_interrupt())
			at += scnprintf(prefix + at, PREFIX_MAX - at,
					"<intr> ");
		else
			at += scnprintf(prefix + at, PREFIX_MAX - at, "[%d] ",
					task_pid_vnr(current));
	}
	if (site->flags & _DPRINTK_FLAGS_INCL_MODNAME)
		at += scnprintf(prefix + at, PREFIX_MAX - at, "%s:",
				site->modname);
	if (site->flags & _DPRINTK_FLAGS_INCL_FUNCNAME)
		at += scnprintf(prefix + at, PREFIX_MAX - at, "%s:",
				site->function);
	if (site->flags & _DPRINTK_FLAGS_INCL_LINENO)
		at += scnprintf(prefix + at, PREFIX_MAX - at, "%d:",
				site->lineno);
	if (site->flags & (_DPRINTK_FLAGS_INCL_ANY & ~_DPRINTK_FLAGS_INCL_TID))
		at += scnprintf(prefix + at, PREFIX_MAX - at, " ");
	prefix[at] = '\0';
	return prefix;
}

void __dynamic_pr_debug(struct _ddebug *descriptor, const char *fmt, ...)
{
	char prefix[PREFIX_MAX];
	struct va_format format;
	va_list args;

	va_start(args, fmt);
	format.fmt = fmt;
	format.va = &args;
	printk(KERN_DEBUG "%s%pV", decorate(descriptor, prefix), &format);
	va_end(args);
}
EXPORT_SYMBOL(__dynamic_pr_debug);

void __dynamic_dev_dbg(struct _ddebug *descriptor, const struct device *dev,
		       const char *fmt, ...)
{
	char prefix[PREFIX_MAX];
	struct va_format format;
	va_list args;

	va_start(args, fmt);
	format.fmt = fmt;
	format.va = &args;
	if (!dev)
		printk(KERN_DEBUG "(NULL device *): %pV", &format);
	else
		printk(KERN_DEBUG "%s%s %s: %pV", decorate(descriptor, prefix),
		       dev_driver_string(dev), dev_name(dev), &format);
	va_end(args);
}
EXPORT_SYMBOL(__dynamic_dev_dbg);

#define WORDS_MAX 9

/* Split at blanks, quotes keep blanks together. Returns the words, or -EINVAL. */
static int split(char *query, char *words[])
{
	int count = 0;

	for (;;) {
		char *end;

		query = skip_spaces(query);
		if (!*query || *query == '#')
			return count;
		if (count == WORDS_MAX)
			return -EINVAL;
		if (*query == '"' || *query == '\'') {
			end = strchr(query + 1, *query);
			if (!end)
				return -EINVAL;
			query++;
		} else {
			for (end = query; *end && !isspace(*end);)
				end++;
		}
		words[count++] = query;
		query = end;
		if (*end)
			*query++ = '\0';
	}
}

struct site_query {
	const char *module;
	const char *function;
	const char *file;
	const char *format;
	unsigned int first_line;
	unsigned int last_line;
};

static int parse_lines(char *word, struct site_query *query)
{
	char *first = strsep(&word, "-");

	query->last_line = UINT_MAX;
	if (*first && kstrtouint(first, 10, &query->first_line))
		return -EINVAL;
	if (!word)
		query->last_line = query->first_line;
	else if (*word && kstrtouint(word, 10, &query->last_line))
		return -EINVAL;
	return query->last_line < query->first_line ? -EINVAL : 0;
}

static int parse_query(char *words[], int count, struct site_query *query)
{
	int i;

	query->last_line = UINT_MAX;
	if (count % 2)
		return -EINVAL;
	for (i = 0; i < count; i += 2) {
		const char *value = words[i + 1];

		if (!strcmp(words[i], "func"))
			query->function = value;
		else if (!strcmp(words[i], "file"))
			query->file = value;
		else if (!strcmp(words[i], "module"))
			query->module = value;
		else if (!strcmp(words[i], "format"))
			query->format = value;
		else if (strcmp(words[i], "line") ||
			 parse_lines(words[i + 1], query))
			return -EINVAL;
	}
	return 0;
}

static bool site_matches(const struct _ddebug *site,
			 const struct site_query *query)
{
	if (query->module && !match_wildcard(query->module, site->modname))
		return false;
	if (query->function && !match_wildcard(query->function, site->function))
		return false;
	if (query->file && !match_wildcard(query->file, site->filename) &&
	    !match_wildcard(query->file, kbasename(site->filename)))
		return false;
	if (query->format && !strstr(site->format, query->format))
		return false;
	return site->lineno >= query->first_line &&
	       site->lineno <= query->last_line;
}

/* "+p", "-pf", "=_": an operator and flags. */
static int parse_change(const char *word, char *operator, unsigned int *flags)
{
	static const char letters[] = "pmflt";

	*operator = *word++;
	if (*operator != '+' && *operator != '-' && *operator != '=')
		return -EINVAL;
	for (*flags = 0; *word; word++) {
		const char *letter = strchr(letters, *word);

		if (letter)
			*flags |= 1 << (letter - letters);
		else if (*word != '_')
			return -EINVAL;
	}
	return 0;
}

static int run_query(struct _ddebug *sites, struct _ddebug *end, char *text)
{
	struct site_query query = { };
	char *words[WORDS_MAX];
	int count = split(text, words);
	int matches = 0;
	unsigned int flags;
	char operator;
	struct _ddebug *site;

	if (count <= 0)
		return count;
	if (parse_change(words[count - 1], &operator, &flags) ||
	    parse_query(words, count - 1, &query))
		return -EINVAL;
	for (site = sites; site < end; site++) {
		if (!site_matches(site, &query))
			continue;
		matches++;
		if (operator == '+')
			site->flags |= flags;
		else if (operator == '-')
			site->flags &= ~flags;
		else
			site->flags = flags;
	}
	return matches;
}

int ksim_ddebug_query(struct _ddebug *sites, struct _ddebug *end,
		      const char *query)
{
	char text[512];
	char *rest = text, *one;
	int matches = 0;

	/* `dyndbg` without a value turns everything on. */
	if (strscpy(text, query && *query ? query : "+p", sizeof(text)) < 0)
		return -EINVAL;
	while ((one = strsep(&rest, ";\n"))) {
		int ret = run_query(sites, end, one);

		if (ret < 0)
			return ret;
		matches += ret;
	}
	return matches;
}
