// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * splice(): the checks. One end must be a pipe, and there are none, so that a
 * call that passes them all ends with EINVAL, as between two devices in Linux.
 */
#include <linux/splice.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <ksim/syscalls.h>

long ksys_splice(int in, ksim_s64 *in_offset, int out, ksim_s64 *out_offset,
		 ksim_u64 size, ksim_u32 flags)
{
	struct fd from, to;
	long error = -EBADF;

	if (!size)
		return 0;
	if (flags & ~SPLICE_F_ALL)
		return -EINVAL;
	from = fdget(in);
	if (!from.file)
		return -EBADF;
	to = fdget(out);
	if (to.file && from.file->f_mode & FMODE_READ &&
	    to.file->f_mode & FMODE_WRITE)
		error = -EINVAL;
	fdput(to);
	fdput(from);
	return error;
}
