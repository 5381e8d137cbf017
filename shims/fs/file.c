// SPDX-License-Identifier: GPL-2.0-or-later
/* Descriptor tables. */
#include <linux/fdtable.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/find.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <ksim/syscalls.h>
#include "internal.h"

/* Soft limit of every process; there is no setrlimit(). */
#define NOFILE_MAX 1024
/* Of one that holds the descriptors of others. */
#define NOFILE_SERVER_MAX (1024 * 1024)

static unsigned int nofile_max(const struct files_struct *files)
{
	return files->ksim_server ? NOFILE_SERVER_MAX : NOFILE_MAX;
}

struct files_struct init_files = {
	.count = ATOMIC_INIT(1),
	.fdt = &init_files.fdtab,
	.fdtab = {
		.max_fds = NR_OPEN_DEFAULT,
		.fd = init_files.fd_array,
		.close_on_exec = init_files.close_on_exec_init,
		.open_fds = init_files.open_fds_init,
	},
};

static void mark(unsigned long *bits, unsigned int fd, bool on)
{
	unsigned long bit = 1UL << (fd % BITS_PER_LONG);

	if (on)
		bits[fd / BITS_PER_LONG] |= bit;
	else
		bits[fd / BITS_PER_LONG] &= ~bit;
}

/*
 * Makes room for @fd. The array and both bitmaps are one allocation.
 */
static int expand_files(struct files_struct *files, unsigned int fd)
{
	struct fdtable *fdt = files->fdt;
	unsigned int max = fdt->max_fds, words;
	void *old = fdt->fd == files->fd_array ? NULL : fdt->fd;
	unsigned long *bits;
	struct file **array;

	if (fd < max)
		return 0;
	if (fd >= nofile_max(files))
		return -EMFILE;
	while (max <= fd)
		max *= 2;
	words = max / BITS_PER_LONG;
	array = ksim_zalloc(max * sizeof(*array) + 2 * words * sizeof(long));
	if (!array)
		return -ENOMEM;
	bits = (unsigned long *)(array + max);
	memcpy(array, fdt->fd, fdt->max_fds * sizeof(*array));
	memcpy(bits, fdt->open_fds, fdt->max_fds / 8);
	memcpy(bits + words, fdt->close_on_exec, fdt->max_fds / 8);
	fdt->fd = array;
	fdt->open_fds = bits;
	fdt->close_on_exec = bits + words;
	fdt->max_fds = max;
	kfree(old);
	return 0;
}

static unsigned int find_next_fd(const struct fdtable *fdt, unsigned int start)
{
	unsigned int word = start / BITS_PER_LONG;
	unsigned long free;

	if (start >= fdt->max_fds)
		return start;
	free = ~fdt->open_fds[word] & ~0UL << (start % BITS_PER_LONG);
	while (!free) {
		if (++word == fdt->max_fds / BITS_PER_LONG)
			return fdt->max_fds;
		free = ~fdt->open_fds[word];
	}
	return word * BITS_PER_LONG + __builtin_ctzl(free);
}

static int alloc_fd(unsigned int start, unsigned int end, unsigned int flags)
{
	struct files_struct *files = current->files;
	unsigned int fd;
	int error;

	if (unlikely(!files))
		return -EMFILE;
	do {
		fd = find_next_fd(files->fdt, max(start, files->next_fd));
		if (fd >= end)
			return -EMFILE;
		/* May sleep: somebody who shares the table can be faster. */
		error = expand_files(files, fd);
		if (error)
			return error;
	} while (fd_is_open(fd, files->fdt));
	if (start <= files->next_fd)
		files->next_fd = fd + 1;
	mark(files->fdt->open_fds, fd, true);
	mark(files->fdt->close_on_exec, fd, flags & O_CLOEXEC);
	return fd;
}

int get_unused_fd_flags(unsigned int flags)
{
	struct files_struct *files = current->files;

	return alloc_fd(0, files ? nofile_max(files) : 0, flags);
}
EXPORT_SYMBOL(get_unused_fd_flags);

void put_unused_fd(unsigned int fd)
{
	struct files_struct *files = current->files;

	mark(files->fdt->open_fds, fd, false);
	if (fd < files->next_fd)
		files->next_fd = fd;
}
EXPORT_SYMBOL(put_unused_fd);

void fd_install(unsigned int fd, struct file *file)
{
	struct fdtable *fdt = current->files->fdt;

	BUG_ON(fdt->fd[fd]);
	fdt->fd[fd] = file;
}
EXPORT_SYMBOL(fd_install);

static struct file *pick_file(struct files_struct *files, unsigned int fd)
{
	struct file *file = files_lookup_fd_raw(files, fd);

	if (file) {
		files->fdt->fd[fd] = NULL;
		put_unused_fd(fd);
	}
	return file;
}

int close_fd(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file = files ? pick_file(files, fd) : NULL;

	return file ? filp_close(file, files) : -EBADF;
}
EXPORT_SYMBOL(close_fd);

long ksys_close(int fd)
{
	int error = close_fd(fd);

	/* The descriptor is gone, so the call cannot be restarted. */
	if (unlikely(error == -ERESTARTSYS || error == -ERESTARTNOINTR ||
		     error == -ERESTARTNOHAND ||
		     error == -ERESTART_RESTARTBLOCK))
		error = -EINTR;
	return error;
}

/* looking up */

static struct fd fdget_mask(unsigned int fd, fmode_t mask)
{
	struct files_struct *files = current->files;
	struct file *file = files ? files_lookup_fd_raw(files, fd) : NULL;

	if (unlikely(!file || file->f_mode & mask))
		return (struct fd){ NULL, 0 };
	if (likely(files->count.counter == 1))
		return (struct fd){ file, 0 };
	return (struct fd){ get_file(file), FDPUT_FPUT };
}

struct fd fdget(unsigned int fd)
{
	return fdget_mask(fd, FMODE_PATH);
}
EXPORT_SYMBOL(fdget);

struct fd fdget_raw(unsigned int fd)
{
	return fdget_mask(fd, 0);
}
EXPORT_SYMBOL(fdget_raw);

struct file *fget(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file = files ? files_lookup_fd_raw(files, fd) : NULL;

	return file && !(file->f_mode & FMODE_PATH) ? get_file(file) : NULL;
}
EXPORT_SYMBOL(fget);

struct file *fget_raw(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file = files ? files_lookup_fd_raw(files, fd) : NULL;

	return file ? get_file(file) : NULL;
}
EXPORT_SYMBOL(fget_raw);

struct fd fdget_pos(unsigned int fd)
{
	struct fd f = fdget(fd);

	if (f.file && f.file->f_mode & FMODE_ATOMIC_POS &&
	    file_count(f.file) > 1) {
		f.flags |= FDPUT_POS_UNLOCK;
		mutex_lock(&f.file->f_pos_lock);
	}
	return f;
}

void set_close_on_exec(unsigned int fd, int flag)
{
	mark(current->files->fdt->close_on_exec, fd, flag);
}

bool get_close_on_exec(unsigned int fd)
{
	return close_on_exec(fd, current->files->fdt);
}

/* duplicates */

int f_dupfd(unsigned int from, struct file *file, unsigned int flags)
{
	int fd;

	if (from >= NOFILE_MAX)
		return -EINVAL;
	fd = alloc_fd(from, NOFILE_MAX, flags);
	if (fd >= 0)
		fd_install(fd, get_file(file));
	return fd;
}

static int do_dup2(struct file *file, unsigned int fd, unsigned int flags)
{
	struct files_struct *files = current->files;
	struct file *old = files->fdt->fd[fd];

	if (!old && fd_is_open(fd, files->fdt))
		return -EBUSY;
	files->fdt->fd[fd] = get_file(file);
	mark(files->fdt->open_fds, fd, true);
	mark(files->fdt->close_on_exec, fd, flags & O_CLOEXEC);
	if (old)
		filp_close(old, files);
	return fd;
}

int replace_fd(unsigned int fd, struct file *file, unsigned int flags)
{
	int error;

	if (!file)
		return close_fd(fd);
	if (fd >= NOFILE_MAX)
		return -EBADF;
	error = expand_files(current->files, fd);
	return error ? error : do_dup2(file, fd, flags);
}

long ksys_dup(int fd)
{
	struct file *file = fget_raw(fd);
	int copy;

	if (!file)
		return -EBADF;
	copy = get_unused_fd_flags(0);
	if (copy >= 0)
		fd_install(copy, file);
	else
		fput(file);
	return copy;
}

long ksys_dup3(int from, int to, int flags)
{
	struct files_struct *files = current->files;
	struct file *file;
	int error;

	if (flags & ~O_CLOEXEC)
		return -EINVAL;
	if (from == to)
		return -EINVAL;
	if ((unsigned int)to >= NOFILE_MAX)
		return -EBADF;
	if (!files)
		return -EBADF;
	error = expand_files(files, to);
	file = files_lookup_fd_raw(files, from);
	if (!file)
		return -EBADF;
	if (error)
		return error == -EMFILE ? -EBADF : error;
	return do_dup2(file, to, flags);
}

/* processes */

static void init_table(struct files_struct *files)
{
	files->count.counter = 1;
	spin_lock_init(&files->file_lock);
	files->fdt = &files->fdtab;
	files->fdtab = (struct fdtable){
		.max_fds = NR_OPEN_DEFAULT,
		.fd = files->fd_array,
		.close_on_exec = files->close_on_exec_init,
		.open_fds = files->open_fds_init,
	};
}

int copy_files(struct task_struct *tsk, struct task_struct *parent)
{
	struct files_struct *files, *from;
	unsigned int fd, error;

	if (!parent) {
		tsk->files = &init_files;
		return 0;
	}
	from = parent->files;
	if (from && from->ksim_server) {
		atomic_inc(&from->count);
		tsk->files = from;
		return 0;
	}
	files = kzalloc(sizeof(*files), GFP_KERNEL);
	if (!files)
		return -ENOMEM;
	init_table(files);
	tsk->files = files;
	if (!from)
		return 0;
	for (fd = from->fdt->max_fds; fd-- > NR_OPEN_DEFAULT;) {
		if (!from->fdt->fd[fd])
			continue;
		error = expand_files(files, fd);
		if (error) {
			tsk->files = NULL;
			kfree(files);
			return error;
		}
		break;
	}
	for_each_set_bit(fd, from->fdt->open_fds,
			 min(from->fdt->max_fds, files->fdt->max_fds)) {
		if (!from->fdt->fd[fd]) /* reserved */
			continue;
		files->fdt->fd[fd] = get_file(from->fdt->fd[fd]);
		mark(files->fdt->open_fds, fd, true);
		mark(files->fdt->close_on_exec, fd,
		     close_on_exec(fd, from->fdt));
	}
	files->next_fd = find_next_fd(files->fdt, 0);
	return 0;
}

void ksim_serve(void)
{
	current->files->ksim_server = true;
}

int ksim_file_abilities(int fd)
{
	struct fd f = fdget(fd);
	int abilities = 0;

	if (!f.file)
		return -EBADF;
	if (f.file->f_mode & FMODE_PREAD)
		abilities |= KSIM_FILE_POSITION;
	if (f.file->f_mode & FMODE_LSEEK)
		abilities |= KSIM_FILE_SEEK;
	if (f.file->f_op->flush)
		abilities |= KSIM_FILE_FLUSH;
	fdput(f);
	return abilities;
}

long ksim_file_flush(int fd)
{
	struct fd f = fdget(fd);
	long error = 0;

	if (!f.file)
		return -EBADF;
	if (f.file->f_op->flush)
		error = f.file->f_op->flush(f.file, current->files);
	fdput(f);
	return error;
}

long ksim_file_close_flushed(int fd)
{
	struct files_struct *files = current->files;
	struct file *file = files ? pick_file(files, fd) : NULL;

	if (!file)
		return -EBADF;
	fput(file);
	return 0;
}

void exit_files(struct task_struct *tsk)
{
	struct files_struct *files = tsk->files;
	unsigned int fd;

	if (!files)
		return;
	if (--files->count.counter > 0) {
		tsk->files = NULL;
		return;
	}
	for (fd = 0; fd < files->fdt->max_fds; fd++) {
		struct file *file = files->fdt->fd[fd];

		files->fdt->fd[fd] = NULL;
		if (file)
			filp_close(file, files);
	}
	tsk->files = NULL;
	if (files->fdt->fd != files->fd_array)
		kfree(files->fdt->fd);
	if (files != &init_files)
		kfree(files);
}
