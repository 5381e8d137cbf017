// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is armed, sorted by time.
 */
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <ksim/abi/irq.h>
#include <ksim/abi/module.h>
#include <ksim/abi/report.h>
#include <ksim/freed.h>
#include <ksim/interrupt.h>

#include "shims/kernel/time/armed.h"

#define RECORDS_AT_ONCE 16
#define ROOM_MIN 32

/* Records that nobody uses, linked through @timer. */
static struct ksim_armed *spare;

static void *kept_alloc(size_t size)
{
	gfp_t gfp = GFP_ATOMIC | __GFP_NOFAIL;
	void *p = size > KMALLOC_MAX_SIZE ? __vmalloc(size, gfp) :
					    kmalloc(size, gfp);

	kmemleak_not_leak(p);
	return p;
}

static struct ksim_armed *take_record(void)
{
	struct ksim_armed *armed;
	int i;

	if (!spare) {
		armed = kept_alloc(RECORDS_AT_ONCE * sizeof(*armed));
		for (i = 0; i < RECORDS_AT_ONCE; i++) {
			armed[i].timer = spare;
			spare = &armed[i];
		}
	}
	armed = spare;
	spare = armed->timer;
	return armed;
}

static bool before(const struct ksim_armed *a, const struct ksim_armed *b)
{
	if (a->expires != b->expires)
		return a->expires < b->expires;
	return a->order < b->order;
}

static void place(struct armed_queue *queue, struct ksim_armed *armed,
		  u32 index)
{
	queue->heap[index] = armed;
	armed->index = index;
}

static void sift_up(struct armed_queue *queue, struct ksim_armed *armed)
{
	u32 index = armed->index;

	while (index) {
		u32 parent = (index - 1) / 2;

		if (!before(armed, queue->heap[parent]))
			break;
		place(queue, queue->heap[parent], index);
		index = parent;
	}
	place(queue, armed, index);
}

static void sift_down(struct armed_queue *queue, struct ksim_armed *armed)
{
	u32 index = armed->index;
	u32 child;

	while ((child = 2 * index + 1) < queue->count) {
		if (child + 1 < queue->count &&
		    before(queue->heap[child + 1], queue->heap[child]))
			child++;
		if (!before(queue->heap[child], armed))
			break;
		place(queue, queue->heap[child], index);
		index = child;
	}
	place(queue, armed, index);
}

static void grow(struct armed_queue *queue)
{
	u32 room = max(queue->room * 2, (u32)ROOM_MIN);
	struct ksim_armed **heap = kept_alloc(room * sizeof(*heap));

	if (queue->heap) {
		memcpy(heap, queue->heap, queue->count * sizeof(*heap));
		if (is_vmalloc_addr(queue->heap))
			vfree_atomic(queue->heap);
		else
			kfree(queue->heap);
	}
	queue->heap = heap;
	queue->room = room;
}

struct ksim_armed *armed_add(struct armed_queue *queue, u64 expires, u64 order,
			     void *timer, void *function, unsigned long site)
{
	struct ksim_armed *armed = take_record();

	if (queue->count == queue->room)
		grow(queue);
	armed->expires = expires;
	armed->order = order;
	armed->timer = timer;
	armed->function = function;
	armed->site = site;
	place(queue, armed, queue->count++);
	sift_up(queue, armed);
	return armed;
}

void armed_remove(struct armed_queue *queue, struct ksim_armed *armed)
{
	struct ksim_armed *last = queue->heap[--queue->count];

	if (last != armed) {
		place(queue, last, armed->index);
		sift_down(queue, last);
		sift_up(queue, last);
	}
	armed->timer = spare;
	spare = armed;
}

struct ksim_armed *armed_find(const struct armed_queue *queue,
			      const void *timer)
{
	u32 i;

	for (i = 0; i < queue->count; i++)
		if (queue->heap[i]->timer == timer)
			return queue->heap[i];
	return NULL;
}

/* What debugobjects calls it. */
static const char *object_type(const char *what)
{
	return strcmp(what, "timer") ? what : "timer_list";
}

/* kfree_rcu() has no function. */
static bool is_kfree_offset(const void *function)
{
	return (unsigned long)function < 4096;
}

bool armed_memory_freed(const struct ksim_armed *armed, const char *what)
{
	struct ksim_site sites[3] = { { armed->site, "armed here" } };
	enum ksim_memory_state state;
	unsigned long freed_at;
	char title[64], detail[160], linux_says[96];
	u32 count = 1;

	state = ksim_memory_freed(armed->timer, &freed_at);
	if (!state)
		return false;
	count = ksim_add_freed_site(sites, count, freed_at);
	if (!is_kfree_offset(armed->function))
		sites[count++] = (struct ksim_site){
			ksim_function_site(armed->function),
			"would have been called"
		};
	snprintf(title, sizeof(title), "use of freed memory by a %s", what);
	snprintf(detail, sizeof(detail),
		 "the memory of a %s %s while it was armed to call %ps()", what,
		 ksim_memory_how(state), armed->function);
	snprintf(linux_says, sizeof(linux_says),
		 "ODEBUG: free active (active state 0) object type: %s",
		 object_type(what));
	ksim_report(KSIM_FINDING_USE_AFTER_FREE, linux_says, title, detail,
		    sites, count);
	return true;
}

void armed_overwritten(const struct ksim_armed *armed, const char *what,
		       unsigned long here)
{
	char title[64], detail[192], linux_says[96];

	snprintf(title, sizeof(title), "%s overwritten while it was armed",
		 what);
	snprintf(detail, sizeof(detail),
		 "the %s was armed to call %ps() and was then set up again, cleared, or its memory used for something else",
		 what, armed->function);
	snprintf(linux_says, sizeof(linux_says),
		 "ODEBUG: init active (active state 0) object type: %s",
		 object_type(what));
	ksim_report(KSIM_FINDING_MISUSE, linux_says, title, detail,
		    (struct ksim_site[]){
			    { here ? here : armed->site,
			      here ? "set up again here" : "armed here" },
			    { armed->site, "armed here" } },
		    here ? 2 : 1);
}

static u64 programmed_ns = KSIM_FOREVER;

void program_timer_interrupt(void)
{
	u64 next = min3(timer_next_event_ns(), hrtimer_next_event_ns(),
			softirq_next_event_ns());

	next = min(next, rcu_next_event_ns());
	if (next == programmed_ns)
		return;
	programmed_ns = next;
	ksim_irq_timer_program(next);
}

void timer_interrupt_has_come(void)
{
	programmed_ns = KSIM_FOREVER;
}
