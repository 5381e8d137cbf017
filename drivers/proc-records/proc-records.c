// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proc-records: a list of records in /proc/records, read by seq_file.
 *
 * "add TEXT" written there appends a record, "del N" removes one, "clear" all.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define RECORDS_COMMAND_MAX 4096

static unsigned int records_max = 1000;
module_param(records_max, uint, 0444);
MODULE_PARM_DESC(records_max, "How many records there may be (default 1000)");

struct record {
	struct list_head link;
	unsigned int number;
	char text[];
};

static LIST_HEAD(records);
static unsigned int records_made, records_count;
static DEFINE_MUTEX(records_lock); /* protects the above */

static void *records_start(struct seq_file *m, loff_t *pos)
{
	mutex_lock(&records_lock);
	return seq_list_start_head(&records, *pos);
}

static void *records_next(struct seq_file *m, void *v, loff_t *pos)
{
	return seq_list_next(v, &records, pos);
}

static void records_stop(struct seq_file *m, void *v)
{
	mutex_unlock(&records_lock);
}

static int records_show(struct seq_file *m, void *v)
{
	const struct record *record;

	if (v == &records) {
		seq_puts(m, "number text\n");
		return 0;
	}
	record = list_entry(v, struct record, link);
	seq_printf(m, "%6u %s\n", record->number, record->text);
	return 0;
}

static const struct seq_operations records_seq_ops = {
	.start = records_start,
	.next = records_next,
	.stop = records_stop,
	.show = records_show,
};

static int records_add(const char *text)
{
	struct record *record;
	int ret = 0;

	record = kmalloc(struct_size(record, text, strlen(text) + 1),
			 GFP_KERNEL);
	if (!record)
		return -ENOMEM;
	strcpy(record->text, text);
	mutex_lock(&records_lock);
	if (records_count < records_max) {
		record->number = ++records_made;
		records_count++;
		list_add_tail(&record->link, &records);
	} else {
		ret = -ENOSPC;
	}
	mutex_unlock(&records_lock);
	if (ret)
		kfree(record);
	return ret;
}

static int records_delete(const char *text)
{
	struct record *record;
	unsigned int number;
	int ret;

	ret = kstrtouint(text, 10, &number);
	if (ret)
		return ret;
	ret = -ENOENT;
	mutex_lock(&records_lock);
	list_for_each_entry(record, &records, link) {
		if (record->number == number) {
			list_del(&record->link);
			records_count--;
			kfree(record);
			ret = 0;
			break;
		}
	}
	mutex_unlock(&records_lock);
	return ret;
}

static void records_clear(void)
{
	struct record *record, *next;

	mutex_lock(&records_lock);
	list_for_each_entry_safe(record, next, &records, link)
		kfree(record);
	INIT_LIST_HEAD(&records);
	records_count = 0;
	mutex_unlock(&records_lock);
}

static int records_do(char *command)
{
	char *argument;

	command = strim(command);
	argument = strchr(command, ' ');
	if (argument)
		*argument++ = '\0';
	if (!strcmp(command, "add") && argument)
		return records_add(argument);
	if (!strcmp(command, "del") && argument)
		return records_delete(argument);
	if (!strcmp(command, "clear") && !argument) {
		records_clear();
		return 0;
	}
	return -EINVAL;
}

static ssize_t records_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *pos)
{
	char *command;
	int ret;

	if (count > RECORDS_COMMAND_MAX)
		return -E2BIG;
	command = memdup_user_nul(buf, count);
	if (IS_ERR(command))
		return PTR_ERR(command);
	ret = records_do(command);
	kfree(command);
	return ret ?: count;
}

static int records_open(struct inode *inode, struct file *file)
{
	return seq_open(file, &records_seq_ops);
}

static const struct proc_ops records_proc_ops = {
	.proc_open = records_open,
	.proc_read = seq_read,
	.proc_write = records_write,
	.proc_lseek = seq_lseek,
	.proc_release = seq_release,
};

static int __init records_init(void)
{
	if (!proc_create("records", 0644, NULL, &records_proc_ops))
		return -ENOMEM;
	return 0;
}

static void __exit records_exit(void)
{
	remove_proc_entry("records", NULL);
	records_clear();
}

module_init(records_init);
module_exit(records_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("A list of records in /proc");
MODULE_LICENSE("GPL");
