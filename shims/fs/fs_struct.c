// SPDX-License-Identifier: GPL-2.0-or-later
/* The umask of a process. */
#include <linux/fs_struct.h>
#include <linux/fs.h>
#include <linux/export.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <ksim/syscalls.h>

struct fs_struct init_fs = { .users = 1, .umask = 0022 };

int copy_fs(struct task_struct *tsk, struct task_struct *parent)
{
	tsk->fs = parent && parent->fs ? parent->fs : &init_fs;
	tsk->fs->users++;
	return 0;
}

void exit_fs(struct task_struct *tsk)
{
	struct fs_struct *fs = tsk->fs;

	tsk->fs = NULL;
	if (fs && --fs->users == 0)
		kfree(fs);
}

int current_umask(void)
{
	return current->fs ? current->fs->umask : init_fs.umask;
}
EXPORT_SYMBOL(current_umask);

/* Processes share one umask until one of them changes it. */
long ksys_umask(ksim_u32 mask)
{
	struct fs_struct *fs = current->fs;
	int old = current_umask();

	if (!fs || fs == &init_fs || fs->users > 1) {
		struct fs_struct *own = kzalloc(sizeof(*own), GFP_KERNEL);

		if (!own)
			return -ENOMEM;
		*own = fs ? *fs : init_fs;
		own->users = 1;
		if (fs)
			fs->users--;
		current->fs = fs = own;
	}
	fs->umask = mask & S_IRWXUGO;
	return old;
}
