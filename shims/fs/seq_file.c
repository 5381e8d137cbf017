// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files made of records.
 *
 * A read fills the buffer with whole records and copies as much of it as is
 * wanted; the rest waits for the next read. A record that does not fit makes
 * the buffer twice as large, and is printed once more.
 *
 * Stands for: fs/seq_file.c
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/rculist.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>
#include <linux/uio.h>

static char *alloc_buffer(size_t size)
{
	return size > MAX_RW_COUNT ? NULL : kvmalloc(size, GFP_KERNEL_ACCOUNT);
}

static void overflow(struct seq_file *m)
{
	m->count = m->size;
}

/* Back to the beginning, with nothing in the buffer. */
static void rewind(struct seq_file *m)
{
	m->index = 0;
	m->count = 0;
}

/* Return: 0, or -ENOMEM. */
static int grow(struct seq_file *m)
{
	kvfree(m->buf);
	m->count = 0;
	m->size <<= 1;
	m->buf = alloc_buffer(m->size);
	return m->buf ? 0 : -ENOMEM;
}

static int need_buffer(struct seq_file *m)
{
	if (m->buf)
		return 0;
	m->size = PAGE_SIZE;
	m->buf = alloc_buffer(m->size);
	return m->buf ? 0 : -ENOMEM;
}

int seq_open(struct file *file, const struct seq_operations *op)
{
	struct seq_file *m;

	WARN_ON(file->private_data);
	m = kzalloc(sizeof(*m), GFP_KERNEL_ACCOUNT);
	if (!m)
		return -ENOMEM;
	file->private_data = m;
	mutex_init(&m->lock);
	m->op = op;
	m->file = file;
	/* Of one position there can be but one reader. */
	file->f_mode &= ~FMODE_PWRITE;
	return 0;
}
EXPORT_SYMBOL(seq_open);

int seq_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	kvfree(m->buf);
	kfree(m);
	return 0;
}
EXPORT_SYMBOL(seq_release);

/*
 * One walk over the records until @offset lies in the buffer.
 * Return: 0; -EAGAIN if the buffer was too small and is larger now.
 */
static int walk_to(struct seq_file *m, loff_t offset)
{
	loff_t passed = 0;
	int err = 0;
	void *p;

	rewind(m);
	m->from = 0;
	if (!offset)
		return 0;
	err = need_buffer(m);
	if (err)
		return err;
	p = m->op->start(m, &m->index);
	while (p) {
		err = IS_ERR(p) ? PTR_ERR(p) : m->op->show(m, p);
		if (err < 0)
			break;
		if (err > 0) {
			err = 0;
			m->count = 0;
		}
		if (seq_has_overflowed(m)) {
			m->op->stop(m, p);
			return grow(m) ?: -EAGAIN;
		}
		p = m->op->next(m, p, &m->index);
		if (passed + m->count > offset) {
			m->from = offset - passed;
			m->count -= m->from;
			break;
		}
		passed += m->count;
		m->count = 0;
		if (passed == offset)
			break;
	}
	m->op->stop(m, p);
	return err;
}

static int seek_to(struct seq_file *m, loff_t offset)
{
	int err;

	do
		err = walk_to(m, offset);
	while (err == -EAGAIN);
	if (err) {
		m->read_pos = 0;
		rewind(m);
		return err;
	}
	m->read_pos = offset;
	return 0;
}

/*
 * Prints the next record that is not empty into an empty buffer.
 * Return: the record, with the walk still going on; or what ended it.
 */
static void *show_first(struct seq_file *m, int *err)
{
	void *p = m->op->start(m, &m->index);

	*err = 0;
	while (!IS_ERR_OR_NULL(p)) {
		*err = m->op->show(m, p);
		if (*err < 0)
			return p;
		if (*err > 0) {
			*err = 0;
			m->count = 0;
		}
		if (m->count && !seq_has_overflowed(m))
			return p;
		if (!m->count) {
			p = m->op->next(m, p, &m->index);
			continue;
		}
		m->op->stop(m, p);
		*err = grow(m);
		if (*err)
			return ERR_PTR(-ENOMEM);
		p = m->op->start(m, &m->index);
	}
	*err = PTR_ERR_OR_ZERO(p);
	return p;
}

/* As many more records as fit and are wanted; ends the walk. */
static int show_more(struct seq_file *m, void *p, size_t wanted)
{
	int err = 0;

	for (;;) {
		size_t before = m->count;
		loff_t pos = m->index;

		p = m->op->next(m, p, &m->index);
		if (pos == m->index) {
			pr_info_ratelimited("buggy .next function %ps did not update position index\n",
					    m->op->next);
			m->index++;
		}
		if (IS_ERR_OR_NULL(p)) {
			err = PTR_ERR_OR_ZERO(p);
			break;
		}
		if (m->count >= wanted)
			break;
		err = m->op->show(m, p);
		if (err > 0) {
			m->count = before;
		} else if (err || seq_has_overflowed(m)) {
			m->count = before;
			break;
		}
	}
	m->op->stop(m, p);
	return err;
}

static size_t hand_over(struct seq_file *m, struct iov_iter *iter)
{
	size_t n = copy_to_iter(m->buf + m->from, m->count, iter);

	m->count -= n;
	m->from += n;
	return n;
}

/* Return: bytes; 0 at the end of the file; or -errno if there are none. */
static ssize_t read_records(struct seq_file *m, struct iov_iter *iter)
{
	size_t copied = 0;
	int err = need_buffer(m);
	void *p;

	if (err)
		return err;
	/* What the last read left. */
	if (m->count) {
		copied = hand_over(m, iter);
		if (m->count)
			return copied ?: -EFAULT;
	}
	if (!iov_iter_count(iter))
		return copied;
	m->from = 0;
	p = show_first(m, &err);
	if (err || !p) {
		/* Without a buffer the walk has been stopped already. */
		if (m->buf)
			m->op->stop(m, p);
		m->count = 0;
		return copied ?: err;
	}
	err = show_more(m, p, iov_iter_count(iter));
	copied += hand_over(m, iter);
	if (copied)
		return copied;
	return m->count ? -EFAULT : err;
}

ssize_t seq_read_iter(struct kiocb *iocb, struct iov_iter *iter)
{
	struct seq_file *m = iocb->ki_filp->private_data;
	ssize_t ret = 0;

	if (!iov_iter_count(iter))
		return 0;
	mutex_lock(&m->lock);
	if (!iocb->ki_pos)
		rewind(m);
	if (unlikely(iocb->ki_pos != m->read_pos))
		ret = seek_to(m, iocb->ki_pos);
	if (!ret)
		ret = read_records(m, iter);
	if (ret > 0) {
		iocb->ki_pos += ret;
		m->read_pos += ret;
	}
	mutex_unlock(&m->lock);
	return ret;
}
EXPORT_SYMBOL(seq_read_iter);

ssize_t seq_read(struct file *file, char __user *buf, size_t size, loff_t *ppos)
{
	struct iovec iov = { .iov_base = buf, .iov_len = size };
	struct iov_iter iter;
	struct kiocb kiocb;
	ssize_t ret;

	init_sync_kiocb(&kiocb, file);
	iov_iter_init(&iter, READ, &iov, 1, size);
	kiocb.ki_pos = *ppos;
	ret = seq_read_iter(&kiocb, &iter);
	*ppos = kiocb.ki_pos;
	return ret;
}
EXPORT_SYMBOL(seq_read);

loff_t seq_lseek(struct file *file, loff_t offset, int whence)
{
	struct seq_file *m = file->private_data;
	loff_t ret = -EINVAL;

	mutex_lock(&m->lock);
	if (whence == SEEK_CUR)
		offset += file->f_pos;
	if ((whence == SEEK_CUR || whence == SEEK_SET) && offset >= 0) {
		ret = offset == m->read_pos ? 0 : seek_to(m, offset);
		file->f_pos = ret ? 0 : offset;
		ret = ret ?: offset;
	}
	mutex_unlock(&m->lock);
	return ret;
}
EXPORT_SYMBOL(seq_lseek);

/* Printing */

int seq_write(struct seq_file *m, const void *data, size_t len)
{
	if (m->count + len < m->size) {
		memcpy(m->buf + m->count, data, len);
		m->count += len;
		return 0;
	}
	overflow(m);
	return -1;
}
EXPORT_SYMBOL(seq_write);

void seq_vprintf(struct seq_file *m, const char *fmt, va_list args)
{
	size_t len;

	if (m->count < m->size) {
		len = vsnprintf(m->buf + m->count, m->size - m->count, fmt,
				args);
		if (m->count + len < m->size) {
			m->count += len;
			return;
		}
	}
	overflow(m);
}
EXPORT_SYMBOL(seq_vprintf);

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	seq_vprintf(m, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(seq_printf);

void seq_putc(struct seq_file *m, char c)
{
	if (m->count < m->size)
		m->buf[m->count++] = c;
}
EXPORT_SYMBOL(seq_putc);

void seq_puts(struct seq_file *m, const char *s)
{
	seq_write(m, s, strlen(s));
}
EXPORT_SYMBOL(seq_puts);

void seq_pad(struct seq_file *m, char c)
{
	int missing = m->pad_until - m->count;

	if (missing > 0) {
		if (missing + m->count > m->size) {
			overflow(m);
			return;
		}
		memset(m->buf + m->count, ' ', missing);
		m->count += missing;
	}
	if (c)
		seq_putc(m, c);
}
EXPORT_SYMBOL(seq_pad);

void seq_put_decimal_ull_width(struct seq_file *m, const char *delimiter,
			       unsigned long long num, unsigned int width)
{
	seq_printf(m, "%s%*llu", delimiter ?: "", width, num);
}

void seq_put_decimal_ull(struct seq_file *m, const char *delimiter,
			 unsigned long long num)
{
	seq_put_decimal_ull_width(m, delimiter, num, 0);
}
EXPORT_SYMBOL(seq_put_decimal_ull);

void seq_put_decimal_ll(struct seq_file *m, const char *delimiter,
			long long num)
{
	seq_printf(m, "%s%lld", delimiter ?: "", num);
}
EXPORT_SYMBOL(seq_put_decimal_ll);

void seq_put_hex_ll(struct seq_file *m, const char *delimiter,
		    unsigned long long v, unsigned int width)
{
	seq_printf(m, "%s%0*llx", delimiter ?: "", width, v);
}

void seq_escape_mem(struct seq_file *m, const char *src, size_t len,
		    unsigned int flags, const char *esc)
{
	char *buf;
	size_t size = seq_get_buf(m, &buf);
	int ret = string_escape_mem(src, len, buf, size, flags, esc);

	seq_commit(m, ret < size ? ret : -1);
}
EXPORT_SYMBOL(seq_escape_mem);

void seq_hex_dump(struct seq_file *m, const char *prefix_str, int prefix_type,
		  int rowsize, int groupsize, const void *buf, size_t len,
		  bool ascii)
{
	const u8 *ptr = buf;
	size_t at, size;
	char *buffer;
	int ret;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	for (at = 0; at < len && !seq_has_overflowed(m); at += rowsize) {
		switch (prefix_type) {
		case DUMP_PREFIX_ADDRESS:
			seq_printf(m, "%s%p: ", prefix_str, ptr + at);
			break;
		case DUMP_PREFIX_OFFSET:
			seq_printf(m, "%s%.8zx: ", prefix_str, at);
			break;
		default:
			seq_puts(m, prefix_str);
		}
		size = seq_get_buf(m, &buffer);
		ret = hex_dump_to_buffer(ptr + at, min_t(size_t, len - at,
							 rowsize),
					 rowsize, groupsize, buffer, size,
					 ascii);
		seq_commit(m, ret < size ? ret : -1);
		seq_putc(m, '\n');
	}
}
EXPORT_SYMBOL(seq_hex_dump);

/* Paths */

/* @to and @from are in one buffer, and what is written must not overtake. */
char *mangle_path(char *to, const char *from, const char *esc)
{
	int shift;

	for (; *from; from++) {
		bool escape = strchr(esc, *from);
		unsigned char c = *from;

		if (to + (escape ? 4 : 1) > from + 1)
			return NULL;
		if (!escape) {
			*to++ = c;
			continue;
		}
		*to++ = '\\';
		for (shift = 6; shift >= 0; shift -= 3)
			*to++ = '0' + (c >> shift & 7);
	}
	return to;
}
EXPORT_SYMBOL(mangle_path);

static int commit_path(struct seq_file *m, char *buf, char *path,
		       const char *esc)
{
	int res = -1;

	if (buf && !IS_ERR(path)) {
		char *end = mangle_path(buf, path, esc);

		if (end)
			res = end - buf;
	}
	seq_commit(m, res);
	return res;
}

int seq_path(struct seq_file *m, const struct path *path, const char *esc)
{
	char *buf;
	size_t size = seq_get_buf(m, &buf);

	return commit_path(m, buf, size ? d_path(path, buf, size) : NULL, esc);
}
EXPORT_SYMBOL(seq_path);

int seq_file_path(struct seq_file *m, struct file *file, const char *esc)
{
	return seq_path(m, &file->f_path, esc);
}
EXPORT_SYMBOL(seq_file_path);

int seq_dentry(struct seq_file *m, struct dentry *dentry, const char *esc)
{
	char *buf;
	size_t size = seq_get_buf(m, &buf);

	return commit_path(m, buf,
			   size ? dentry_path_raw(dentry, buf, size) : NULL,
			   esc);
}
EXPORT_SYMBOL(seq_dentry);

/* One record, and private data */

void *single_start(struct seq_file *m, loff_t *ppos)
{
	return *ppos ? NULL : SEQ_START_TOKEN;
}

static void *single_next(struct seq_file *m, void *v, loff_t *ppos)
{
	++*ppos;
	return NULL;
}

static void single_stop(struct seq_file *m, void *v)
{
}

int single_open(struct file *file, int (*show)(struct seq_file *m, void *v),
		void *data)
{
	struct seq_operations *op = kmalloc(sizeof(*op), GFP_KERNEL_ACCOUNT);
	int ret;

	if (!op)
		return -ENOMEM;
	*op = (struct seq_operations){ single_start, single_stop, single_next,
				       show };
	ret = seq_open(file, op);
	if (ret)
		kfree(op);
	else
		((struct seq_file *)file->private_data)->private = data;
	return ret;
}
EXPORT_SYMBOL(single_open);

int single_open_size(struct file *file,
		     int (*show)(struct seq_file *m, void *v), void *data,
		     size_t size)
{
	char *buf = alloc_buffer(size);
	struct seq_file *m;
	int ret;

	if (!buf)
		return -ENOMEM;
	ret = single_open(file, show, data);
	if (ret) {
		kvfree(buf);
		return ret;
	}
	m = file->private_data;
	m->buf = buf;
	m->size = size;
	return 0;
}
EXPORT_SYMBOL(single_open_size);

int single_release(struct inode *inode, struct file *file)
{
	const struct seq_operations *op =
		((struct seq_file *)file->private_data)->op;
	int ret = seq_release(inode, file);

	kfree(op);
	return ret;
}
EXPORT_SYMBOL(single_release);

void *__seq_open_private(struct file *file, const struct seq_operations *ops,
			 int psize)
{
	void *private = kzalloc(psize, GFP_KERNEL_ACCOUNT);

	if (!private)
		return NULL;
	if (seq_open(file, ops)) {
		kfree(private);
		return NULL;
	}
	((struct seq_file *)file->private_data)->private = private;
	return private;
}
EXPORT_SYMBOL(__seq_open_private);

int seq_open_private(struct file *file, const struct seq_operations *ops,
		     int psize)
{
	return __seq_open_private(file, ops, psize) ? 0 : -ENOMEM;
}
EXPORT_SYMBOL(seq_open_private);

int seq_release_private(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	kfree(m->private);
	m->private = NULL;
	return seq_release(inode, file);
}
EXPORT_SYMBOL(seq_release_private);

/* Lists */

struct list_head *seq_list_start(struct list_head *head, loff_t pos)
{
	struct list_head *lh;

	list_for_each(lh, head)
		if (!pos--)
			return lh;
	return NULL;
}
EXPORT_SYMBOL(seq_list_start);

struct list_head *seq_list_start_head(struct list_head *head, loff_t pos)
{
	return pos ? seq_list_start(head, pos - 1) : head;
}
EXPORT_SYMBOL(seq_list_start_head);

struct list_head *seq_list_next(void *v, struct list_head *head, loff_t *ppos)
{
	struct list_head *lh = ((struct list_head *)v)->next;

	++*ppos;
	return lh == head ? NULL : lh;
}
EXPORT_SYMBOL(seq_list_next);

struct list_head *seq_list_start_rcu(struct list_head *head, loff_t pos)
{
	struct list_head *lh;

	for (lh = rcu_dereference(list_next_rcu(head)); lh != head;
	     lh = rcu_dereference(list_next_rcu(lh)))
		if (!pos--)
			return lh;
	return NULL;
}
EXPORT_SYMBOL(seq_list_start_rcu);

struct list_head *seq_list_start_head_rcu(struct list_head *head, loff_t pos)
{
	return pos ? seq_list_start_rcu(head, pos - 1) : head;
}
EXPORT_SYMBOL(seq_list_start_head_rcu);

struct list_head *seq_list_next_rcu(void *v, struct list_head *head,
				    loff_t *ppos)
{
	struct list_head *lh = rcu_dereference(list_next_rcu((struct list_head *)v));

	++*ppos;
	return lh == head ? NULL : lh;
}
EXPORT_SYMBOL(seq_list_next_rcu);

struct hlist_node *seq_hlist_start(struct hlist_head *head, loff_t pos)
{
	struct hlist_node *node;

	hlist_for_each(node, head)
		if (!pos--)
			return node;
	return NULL;
}
EXPORT_SYMBOL(seq_hlist_start);

struct hlist_node *seq_hlist_start_head(struct hlist_head *head, loff_t pos)
{
	return pos ? seq_hlist_start(head, pos - 1) : SEQ_START_TOKEN;
}
EXPORT_SYMBOL(seq_hlist_start_head);

struct hlist_node *seq_hlist_next(void *v, struct hlist_head *head,
				  loff_t *ppos)
{
	struct hlist_node *node = v;

	++*ppos;
	return v == SEQ_START_TOKEN ? head->first : node->next;
}
EXPORT_SYMBOL(seq_hlist_next);

struct hlist_node *seq_hlist_start_rcu(struct hlist_head *head, loff_t pos)
{
	struct hlist_node *node;

	for (node = rcu_dereference(hlist_first_rcu(head)); node;
	     node = rcu_dereference(hlist_next_rcu(node)))
		if (!pos--)
			return node;
	return NULL;
}
EXPORT_SYMBOL(seq_hlist_start_rcu);

struct hlist_node *seq_hlist_start_head_rcu(struct hlist_head *head, loff_t pos)
{
	return pos ? seq_hlist_start_rcu(head, pos - 1) : SEQ_START_TOKEN;
}
EXPORT_SYMBOL(seq_hlist_start_head_rcu);

struct hlist_node *seq_hlist_next_rcu(void *v, struct hlist_head *head,
				      loff_t *ppos)
{
	struct hlist_node *node = v;

	++*ppos;
	return v == SEQ_START_TOKEN ?
		       rcu_dereference(hlist_first_rcu(head)) :
		       rcu_dereference(hlist_next_rcu(node));
}
EXPORT_SYMBOL(seq_hlist_next_rcu);
