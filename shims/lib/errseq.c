// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Errors that several observers hear of once each.
 *
 * A value is an errno, whether somebody has seen it, and a count, so that the
 * same error again is another value.
 */
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/errseq.h>
#include <linux/export.h>
#include <linux/log2.h>

#define ERRSEQ_SHIFT ilog2(MAX_ERRNO + 1)
#define ERRSEQ_SEEN (1 << ERRSEQ_SHIFT)
#define ERRSEQ_COUNT_INC (1 << (ERRSEQ_SHIFT + 1))

errseq_t errseq_set(errseq_t *eseq, int err)
{
	errseq_t old = READ_ONCE(*eseq), new, cur;

	if (WARN(err == 0 || -err > MAX_ERRNO, "err = %d\n", err))
		return old;
	for (;;) {
		new = (old & ~(MAX_ERRNO | ERRSEQ_SEEN)) | -err;
		/* Only what has been seen needs another count. */
		if (old & ERRSEQ_SEEN)
			new += ERRSEQ_COUNT_INC;
		if (new == old)
			return new;
		cur = cmpxchg(eseq, old, new);
		if (cur == old || cur == new)
			return new;
		old = cur;
	}
}
EXPORT_SYMBOL(errseq_set);

errseq_t errseq_sample(errseq_t *eseq)
{
	errseq_t old = READ_ONCE(*eseq);

	return old & ERRSEQ_SEEN ? old : 0;
}
EXPORT_SYMBOL(errseq_sample);

int errseq_check(errseq_t *eseq, errseq_t since)
{
	errseq_t cur = READ_ONCE(*eseq);

	return cur == since ? 0 : -(cur & MAX_ERRNO);
}
EXPORT_SYMBOL(errseq_check);

int errseq_check_and_advance(errseq_t *eseq, errseq_t *since)
{
	errseq_t old = READ_ONCE(*eseq), new;

	if (old == *since)
		return 0;
	new = old | ERRSEQ_SEEN;
	if (new != old)
		cmpxchg(eseq, old, new);
	*since = new;
	return -(new & MAX_ERRNO);
}
EXPORT_SYMBOL(errseq_check_and_advance);
