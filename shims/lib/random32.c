// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * taus113, the maximally equidistributed combined Tausworthe generator of
 * P. L'Ecuyer, "Tables of maximally-equidistributed combined LFSR generators",
 * 1999.
 */
#include <linux/export.h>
#include <linux/prandom.h>
#include <linux/unaligned.h>

/* One step of one component, a shift register of 32 bits. */
static u32 step(u32 s, unsigned int left, unsigned int right, u32 keep,
		unsigned int shift)
{
	return ((s & keep) << shift) ^ (((s << left) ^ s) >> right);
}

u32 prandom_u32_state(struct rnd_state *state)
{
	state->s1 = step(state->s1, 6, 13, ~1U, 18);
	state->s2 = step(state->s2, 2, 27, ~7U, 2);
	state->s3 = step(state->s3, 13, 21, ~15U, 7);
	state->s4 = step(state->s4, 3, 12, ~127U, 13);
	return state->s1 ^ state->s2 ^ state->s3 ^ state->s4;
}
EXPORT_SYMBOL(prandom_u32_state);

void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes)
{
	u8 *byte = buf;

	for (; nbytes >= 4; nbytes -= 4, byte += 4)
		put_unaligned(prandom_u32_state(state), (u32 *)byte);
	if (nbytes) {
		u32 last = prandom_u32_state(state);

		for (; nbytes; nbytes--, last >>= 8)
			*byte++ = last;
	}
}
EXPORT_SYMBOL(prandom_bytes_state);
