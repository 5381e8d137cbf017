// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lock validation.
 *
 * Stands for: kernel/locking/lockdep.c
 *
 * Each task has the list of the locks that it holds. Locks that were
 * initialised at one place form a class, and classes are the nodes of a graph:
 * an edge leads from A to B once B has been taken with A held. What would close
 * a circle is reported at once: two tasks that meet there wait for each other.
 *
 * The search for circles with readers in them is that of Linux: a reader that
 * may recurse does not wait for readers, so a circle in which such an edge is
 * followed by one that leaves a reader does no harm.
 */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/lockdep.h>
#include <linux/printk.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <ksim/abi/report.h>
#include <ksim/lockdep.h>

/* Bits of lock_edge.kinds: how the two locks of an edge were taken. */
#define EDGE_KIND(from_shared, to_recursive) \
	(1 << ((from_shared) * 2 + (to_recursive)))

struct lock_edge {
	struct lock_class *to;
	struct lock_edge *next;
	unsigned long held_ip; /* where the first lock was taken */
	unsigned long taken_ip; /* and then the second */
	u8 kinds;
};

#define CLASS_BUCKETS 32
#define PATH_EDGES_MAX 4
#define NOTE_BYTES 96

static struct lock_class *classes[CLASS_BUCKETS];
static unsigned int searches;

/* Classes and edges live until the next boot. */
static void *room, *room_end;

static void *take_room(size_t size)
{
	void *taken;

	if (room_end - room < (long)size) {
		room = (void *)__get_free_page(GFP_ATOMIC | __GFP_NOFAIL);
		room_end = room + PAGE_SIZE;
		kmemleak_not_leak(room);
	}
	taken = room;
	room += size;
	return memset(taken, 0, size);
}

static const char *plain_name(const char *name)
{
	if (!name)
		return "?";
	return name[0] == '&' ? name + 1 : name;
}

const char *lockdep_name(const struct lockdep_map *map)
{
	return plain_name(map->name);
}

void lockdep_init_map(struct lockdep_map *map, const char *name,
		      struct lock_class_key *key, int subclass)
{
	map->name = name;
	map->key = key;
	map->ksim_class = NULL;
	if (!map->ksim_kind)
		map->ksim_kind = "lock";
}
EXPORT_SYMBOL_GPL(lockdep_init_map);

static void report_uninitialised(struct lockdep_map *map, unsigned long ip)
{
	struct ksim_site site = { ksim_report_driver_caller(ip),
				  "is taken here" };

	ksim_report(KSIM_FINDING_LOCK,
		    "INFO: trying to register non-static key.",
		    "lock used before it was initialised",
		    "it is all zero, which works by chance; its init function was never called",
		    &site, 1);
}

static struct lock_class *find_class(struct lockdep_map *map,
				     unsigned int subclass, unsigned long ip)
{
	struct lock_class *class, **bucket;
	const void *key;

	if (likely(map->ksim_class && !subclass))
		return map->ksim_class;
	if (!map->name) {
		report_uninitialised(map, ip);
		map->name = "?";
		map->ksim_kind = "lock";
	}
	key = map->key ?: map;
	bucket = &classes[((unsigned long)key >> 3 ^ (unsigned long)key >> 9) %
			  CLASS_BUCKETS];
	for (class = *bucket; class; class = class->next)
		if (class->key == key && class->subclass == subclass)
			break;
	if (!class) {
		class = take_room(sizeof(*class));
		class->key = key;
		class->subclass = subclass;
		class->name = plain_name(map->name);
		class->kind = map->ksim_kind;
		class->next = *bucket;
		*bucket = class;
	}
	if (!subclass)
		map->ksim_class = class;
	return class;
}

/* The key of locks whose order nobody checks. */
struct lock_class_key __lockdep_no_validate__;
EXPORT_SYMBOL_GPL(__lockdep_no_validate__);

/* Usage */

static const char *const usage_notes[] = {
	"is taken here, in an interrupt handler",
	"is taken here, in a softirq",
	"is taken here, with interrupts on",
	"is taken here, with softirqs on",
};

/* Interrupt handlers wait for a lock that what they interrupted has. */
static void report_usage(struct lock_class *class, unsigned int bit,
			 unsigned int other, unsigned long ip)
{
	bool hard = (BIT(bit % 4) | BIT(other % 4)) & LOCK_USED_IN_HARDIRQ;
	struct ksim_site sites[] = {
		{ ip, usage_notes[bit % 4] },
		{ class->usage_ip[other], usage_notes[other % 4] },
	};
	char detail[200];

	snprintf(detail, sizeof(detail),
		 "%s `%s` is taken %s, and elsewhere with %s on: one that comes while it is held waits for ever; %s",
		 class->kind, class->name,
		 hard ? "in an interrupt handler" : "in a softirq",
		 hard ? "interrupts" : "softirqs",
		 hard ? "spin_lock_irqsave() keeps it away" :
			"spin_lock_bh() keeps it away");
	ksim_report(KSIM_FINDING_DEADLOCK, "WARNING: inconsistent lock state",
		    "interrupted holder of a lock would never release it",
		    detail, sites, 2);
}

static void note_usage(struct lock_class *class, unsigned int usage,
		       unsigned long ip)
{
	/* Bit n is at odds with bit n + 2, unless both are readers. */
	static const u8 at_odds[8] = {
		BIT(2) | BIT(6), BIT(3) | BIT(7), BIT(0) | BIT(4),
		BIT(1) | BIT(5), BIT(2),	  BIT(3),
		BIT(0),		 BIT(1),
	};
	unsigned int bit;

	for (bit = 0; bit < 8; bit++) {
		unsigned int conflicts = class->usage & at_odds[bit];

		if (!(usage & BIT(bit)) || class->usage & BIT(bit))
			continue;
		class->usage |= BIT(bit);
		class->usage_ip[bit] = ksim_report_driver_caller(ip);
		if (conflicts)
			report_usage(class, bit, __builtin_ctz(conflicts),
				     class->usage_ip[bit]);
	}
}

/* Order */

struct search {
	const struct lock_class *target;
	bool target_shared; /* the new edge leaves a reader */
	unsigned int edges;
	const struct lock_class *from[PATH_EDGES_MAX];
	const struct lock_edge *path[PATH_EDGES_MAX];
};

/*
 * Is there a way from @class to the target? @recursive: @class was arrived at
 * by a reader that may recurse.
 */
static bool is_reachable(struct lock_class *class, bool recursive,
			 struct search *search, unsigned int depth)
{
	const struct lock_edge *edge;
	int shared, by;

	if (class == search->target)
		return !(recursive && search->target_shared);
	if (class->searched[recursive] == searches)
		return false;
	class->searched[recursive] = searches;
	for (edge = class->after; edge; edge = edge->next) {
		for (shared = 0; shared < 2; shared++) {
			if (shared && recursive)
				continue;
			for (by = 0; by < 2; by++) {
				if (!(edge->kinds & EDGE_KIND(shared, by)) ||
				    !is_reachable(edge->to, by, search,
						  depth + 1))
					continue;
				if (depth < PATH_EDGES_MAX) {
					search->from[depth] = class;
					search->path[depth] = edge;
				}
				search->edges = max(search->edges, depth + 1);
				return true;
			}
		}
	}
	return false;
}

static void report_circle(const struct held_lock *held,
			  const struct lock_class *taken, unsigned long ip,
			  const struct search *search)
{
	unsigned int edges = min(search->edges, PATH_EDGES_MAX + 0U);
	struct ksim_site sites[2 + 2 * PATH_EDGES_MAX];
	char notes[2 + 2 * PATH_EDGES_MAX][NOTE_BYTES];
	unsigned int count = 0, i;
	char detail[256];

	snprintf(detail, sizeof(detail),
		 search->edges == 1 ?
			 "%s `%s` is taken with %s `%s` held, and elsewhere the other way round: two tasks that meet wait for each other for ever" :
			 "%s `%s` is taken with %s `%s` held, and elsewhere locks are taken that lead back: tasks that meet wait for each other for ever",
		 taken->kind, taken->name, held->class->kind,
		 held->class->name);
	snprintf(notes[count], NOTE_BYTES, "takes `%s` here", taken->name);
	sites[count++].address = ksim_report_driver_caller(ip);
	snprintf(notes[count], NOTE_BYTES, "took `%s` here",
		 held->class->name);
	sites[count++].address = held->acquire_ip;
	for (i = 0; i < edges; i++) {
		snprintf(notes[count], NOTE_BYTES,
			 "elsewhere: took `%s` here, with `%s` held",
			 search->path[i]->to->name, search->from[i]->name);
		sites[count++].address = search->path[i]->taken_ip;
		snprintf(notes[count], NOTE_BYTES,
			 "elsewhere: took `%s` here", search->from[i]->name);
		sites[count++].address = search->path[i]->held_ip;
	}
	for (i = 0; i < count; i++)
		sites[i].note = notes[i];
	ksim_report(KSIM_FINDING_DEADLOCK,
		    "WARNING: possible circular locking dependency detected",
		    "locks taken in opposite orders", detail, sites, count);
}

static void report_same_class(const struct held_lock *held,
			      const struct lock_class *taken, unsigned long ip)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(ip), "takes one here" },
		{ held->acquire_ip, "took the other here" },
	};
	char detail[256];

	snprintf(detail, sizeof(detail),
		 "two locks that were both initialised as %s `%s` are held at a time, in whatever order; if the order is fixed, say so with the _nested() variant",
		 taken->kind, taken->name);
	ksim_report(KSIM_FINDING_DEADLOCK,
		    "WARNING: possible recursive locking detected",
		    "lock taken while another of its class is held", detail,
		    sites, 2);
}

/* Return: true if it is new. */
static bool add_edge(struct lock_class *from, struct lock_class *to, u8 kind,
		     unsigned long held_ip, unsigned long taken_ip)
{
	struct lock_edge *edge;

	for (edge = from->after; edge; edge = edge->next) {
		if (edge->to != to)
			continue;
		if (edge->kinds & kind)
			return false;
		edge->kinds |= kind;
		return true;
	}
	edge = take_room(sizeof(*edge));
	edge->to = to;
	edge->kinds = kind;
	edge->held_ip = held_ip;
	edge->taken_ip = ksim_report_driver_caller(taken_ip);
	edge->next = from->after;
	from->after = edge;
	return true;
}

static bool is_in_edges(const struct lock_class *from,
			const struct lock_class *to, u8 kind)
{
	const struct lock_edge *edge;

	for (edge = from->after; edge; edge = edge->next)
		if (edge->to == to)
			return edge->kinds & kind;
	return false;
}

static void check_order(const struct held_lock *held, struct lock_class *to,
			const struct lockdep_map *map, unsigned int how,
			const struct lockdep_map *nest_lock, unsigned long ip)
{
	bool recursive = (how & LOCKDEP_RECURSIVE) == LOCKDEP_RECURSIVE;
	struct lock_class *from = held->class;
	u8 kind = EDGE_KIND(!!held->read, recursive);
	struct search search = { .target = from,
				 .target_shared = !!held->read };

	if (from->key == &__lockdep_no_validate__)
		return;
	if (from == to) {
		if (recursive && held->read)
			return;
		/* The lock itself reports what hangs for sure. */
		if (held->instance == map &&
		    !(held->read && how & LOCKDEP_SHARED))
			return;
		if (nest_lock && lock_is_held(nest_lock))
			return;
		if (add_edge(from, to, kind, held->acquire_ip, ip))
			report_same_class(held, to, ip);
		return;
	}
	if (likely(is_in_edges(from, to, kind)))
		return;
	searches++;
	if (is_reachable(to, recursive, &search, 0))
		report_circle(held, to, ip, &search);
	add_edge(from, to, kind, held->acquire_ip, ip);
}

/* See lockdep_will_take(). */
struct lock_class *lockdep_check(struct lockdep_map *map, unsigned int how,
				 struct lockdep_map *nest_lock,
				 unsigned long ip)
{
	struct lock_class *class = find_class(map, LOCKDEP_SUBCLASS(how), ip);
	unsigned int context = preempt_count() & LOCKDEP_IRQ_CONTEXT;
	unsigned int usage = lockdep_usage_here(current, how);
	unsigned int depth = current->lockdep_depth;

	if (class->key == &__lockdep_no_validate__)
		return class;
	if (usage & ~class->usage)
		note_usage(class, usage, ip);
	if (how & LOCKDEP_TRIES)
		return class;
	/* What was held by whoever has been interrupted is of no concern. */
	while (depth-- && current->held_locks[depth].irq_context == context)
		check_order(&current->held_locks[depth], class, map, how,
			    nest_lock, ip);
	return class;
}

/* Who holds what */

static struct held_lock *find_held(struct task_struct *tsk,
				   const struct lockdep_map *map)
{
	unsigned int depth = tsk->lockdep_depth;

	while (depth--)
		if (tsk->held_locks[depth].instance == map)
			return &tsk->held_locks[depth];
	return NULL;
}

static void drop(struct task_struct *tsk, struct held_lock *held)
{
	struct held_lock *end = &tsk->held_locks[--tsk->lockdep_depth];

	lockdep_count(held);
	memmove(held, held + 1, (void *)end - (void *)held);
}

static struct held_lock *find_holder(const struct lockdep_map *map,
				     const struct task_struct *but,
				     struct task_struct **holder)
{
	struct held_lock *held;
	struct task_struct *p;

	for_each_process(p) {
		held = p == but ? NULL : find_held(p, map);
		if (held) {
			*holder = p;
			return held;
		}
	}
	*holder = &init_task;
	return but == &init_task ? NULL : find_held(&init_task, map);
}

bool lockdep_release_deep(struct lockdep_map *map)
{
	struct held_lock *held = find_held(current, map);
	struct task_struct *holder = current;

	if (!held)
		held = find_holder(map, current, &holder);
	if (!held)
		return false;
	drop(holder, held);
	return true;
}

struct task_struct *lockdep_holder(const struct lockdep_map *map,
				   const struct task_struct *but,
				   unsigned long *ip)
{
	struct task_struct *holder;
	struct held_lock *held = find_holder(map, but, &holder);

	if (!held)
		return NULL;
	if (ip)
		*ip = held->acquire_ip;
	return holder;
}

unsigned long lockdep_taken_at(const struct lockdep_map *map)
{
	struct held_lock *held = find_held(current, map);

	return held ? held->acquire_ip : 0;
}

int lock_is_held_type(const struct lockdep_map *map, int read)
{
	struct held_lock *held = find_held(current, map);

	return held && (read < 0 || !!read == !!held->read);
}
EXPORT_SYMBOL_GPL(lock_is_held_type);

int lockdep_depth(struct task_struct *task)
{
	return task->lockdep_depth;
}
EXPORT_SYMBOL_GPL(lockdep_depth);

static bool spins(const struct held_lock *held)
{
	return !strcmp(held->instance->ksim_kind, "spinlock") ||
	       !strcmp(held->instance->ksim_kind, "rwlock");
}

const struct held_lock *lockdep_spinning_lock(const struct task_struct *tsk)
{
	unsigned int depth = tsk->lockdep_depth;

	while (depth--)
		if (spins(&tsk->held_locks[depth]))
			return &tsk->held_locks[depth];
	return NULL;
}

void lock_acquire(struct lockdep_map *map, unsigned int subclass, int trylock,
		  int read, int check, struct lockdep_map *nest_lock,
		  unsigned long ip)
{
	unsigned int how = subclass;

	if (trylock)
		how |= LOCKDEP_TRIES;
	if (read)
		how |= read == 2 ? LOCKDEP_RECURSIVE : LOCKDEP_SHARED;
	lockdep_took(map, lockdep_will_take(map, how, nest_lock, ip), how, ip);
}
EXPORT_SYMBOL_GPL(lock_acquire);

void lock_release(struct lockdep_map *map, unsigned long ip)
{
	struct ksim_site site = { ksim_report_driver_caller(ip),
				  "happens here" };

	if (!lockdep_released(map))
		ksim_report(KSIM_FINDING_LOCK,
			    "WARNING: bad unlock balance detected!",
			    "lock released that nobody holds", NULL, &site, 1);
}
EXPORT_SYMBOL_GPL(lock_release);

/* Checks */

bool ksim_lockdep_irqs_disabled(void)
{
	return irqs_disabled() || in_hardirq();
}
EXPORT_SYMBOL_GPL(ksim_lockdep_irqs_disabled);

bool ksim_lockdep_in_softirq(void)
{
	return in_softirq() && !in_hardirq();
}
EXPORT_SYMBOL_GPL(ksim_lockdep_in_softirq);

void ksim_lockdep_assert(bool holds, const char *title,
			 const struct lockdep_map *map)
{
	struct ksim_site site = { ksim_report_driver_caller(_RET_IP_),
				  "asserted here" };
	char detail[128];

	if (likely(holds))
		return;
	if (map)
		snprintf(detail, sizeof(detail), "%s `%s`", map->ksim_kind,
			 lockdep_name(map));
	ksim_report(KSIM_FINDING_LOCK, "WARNING: lockdep assertion failed",
		    title, map ? detail : NULL, &site, 1);
}
EXPORT_SYMBOL_GPL(ksim_lockdep_assert);

void debug_check_no_locks_freed(const void *from, unsigned long len)
{
	unsigned int depth = current->lockdep_depth;

	while (depth--) {
		struct held_lock *held = &current->held_locks[depth];
		struct ksim_site sites[2];
		char detail[128];

		if ((const void *)held->instance < from ||
		    (const void *)held->instance >= from + len)
			continue;
		sites[0] = (struct ksim_site){ 0, "freed here" };
		sites[1] = (struct ksim_site){ held->acquire_ip,
					       "took it here" };
		snprintf(detail, sizeof(detail),
			 "%s `%s` lies in the memory that is freed, and is held",
			 held->instance->ksim_kind,
			 lockdep_name(held->instance));
		pr_err("WARNING: held lock freed!\n");
		ksim_report(KSIM_FINDING_LOCK, "WARNING: held lock freed!",
			    "memory freed with a held lock in it", detail,
			    sites, 2);
		drop(current, held);
	}
}
EXPORT_SYMBOL_GPL(debug_check_no_locks_freed);

static void report_still_held(const struct held_lock *held, const char *title,
			      const char *linux_says)
{
	struct ksim_site site = { held->acquire_ip, "took it here" };
	char detail[128];

	snprintf(detail, sizeof(detail), "%s `%s` is still held",
		 held->instance->ksim_kind, lockdep_name(held->instance));
	pr_err("%s\n", linux_says);
	ksim_report(KSIM_FINDING_CONTEXT, linux_says, title, detail, &site, 1);
}

/*
 * The locks stay taken, as they would on Linux; they are only no longer on
 * the list.
 */
void lockdep_sys_exit(void)
{
	while (current->lockdep_depth)
		report_still_held(&current->held_locks[--current->lockdep_depth],
				  "lock held on the way back to user space",
				  "WARNING: lock held when returning to user space!");
}

void debug_check_no_locks_held(void)
{
	char linux_says[64];

	snprintf(linux_says, sizeof(linux_says),
		 "WARNING: %s/%d still has locks held!", current->comm,
		 task_pid_nr(current));
	while (current->lockdep_depth)
		report_still_held(&current->held_locks[--current->lockdep_depth],
				  "task ends with a lock held", linux_says);
}
EXPORT_SYMBOL_GPL(debug_check_no_locks_held);
