// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files in /proc and debugfs that go while they are used. Written to
 * /dev/proc_probe: "wake" ends reads that sleep; "remove" removes all files.
 */
#include <linux/completion.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static bool leave;
module_param(leave, bool, 0444);
MODULE_PARM_DESC(leave, "Leave everything behind at rmmod");

static struct proc_dir_entry *dir;
static struct dentry *debug;
static DECLARE_COMPLETION(wake);
static int opens, releases;

static ssize_t sleep_read(struct file *file, char __user *buf, size_t count,
			  loff_t *pos)
{
	wait_for_completion(&wake);
	return simple_read_from_buffer(buf, count, pos, "awake\n", 6);
}

static int sleep_open(struct inode *inode, struct file *file)
{
	opens++;
	return 0;
}

static int sleep_release(struct inode *inode, struct file *file)
{
	releases++;
	return 0;
}

static const struct proc_ops sleep_proc_ops = {
	.proc_open = sleep_open,
	.proc_read = sleep_read,
	.proc_lseek = default_llseek,
	.proc_release = sleep_release,
};

static const struct file_operations sleep_fops = {
	.owner = THIS_MODULE,
	.read = sleep_read,
	.llseek = default_llseek,
};

static int data_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%s, opened %d, released %d\n", (char *)m->private, opens,
		   releases);
	return 0;
}

static int big_show(struct seq_file *m, void *v)
{
	int i;

	for (i = 0; i < 10000; i++)
		seq_printf(m, "%07d\n", i);
	return 0;
}

/* Three records; next() forgets to count on. */
static void *stuck_start(struct seq_file *m, loff_t *pos)
{
	return *pos < 3 ? (void *)(*pos + 1) : NULL;
}

static void *stuck_next(struct seq_file *m, void *v, loff_t *pos)
{
	return (unsigned long)v < 3 ? v + 1 : NULL;
}

static void stuck_stop(struct seq_file *m, void *v)
{
}

static int stuck_show(struct seq_file *m, void *v)
{
	if ((unsigned long)v == 2)
		return SEQ_SKIP;
	seq_printf(m, "record %lu\n", (unsigned long)v);
	return 0;
}

static const struct seq_operations stuck_ops = {
	.start = stuck_start,
	.next = stuck_next,
	.stop = stuck_stop,
	.show = stuck_show,
};

static void remove_all(void)
{
	proc_remove(dir);
	dir = NULL;
	debugfs_remove(debug);
	debug = NULL;
}

static ssize_t control_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *pos)
{
	char word[8] = "";

	if (count >= sizeof(word) || copy_from_user(word, buf, count))
		return -EINVAL;
	if (!strcmp(word, "wake"))
		complete_all(&wake);
	else if (!strcmp(word, "remove"))
		remove_all();
	else
		return -EINVAL;
	return count;
}

static ssize_t control_read(struct file *file, char __user *buf, size_t count,
			    loff_t *pos)
{
	char text[32];
	int length = scnprintf(text, sizeof(text), "%d %d\n", opens, releases);

	return simple_read_from_buffer(buf, count, pos, text, length);
}

static const struct file_operations control_fops = {
	.owner = THIS_MODULE,
	.read = control_read,
	.write = control_write,
};

static struct miscdevice control = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "proc_probe",
	.fops = &control_fops,
};

static int __init proc_probe_init(void)
{
	dir = proc_mkdir("probe", NULL);
	proc_create("sleep", 0, dir, &sleep_proc_ops);
	proc_create_single_data("data", 0400, dir, data_show, "the data");
	proc_create_single("big", 0, dir, big_show);
	proc_create_seq("stuck", 0, dir, &stuck_ops);
	proc_mkdir_mode("inner", 0700, dir);
	proc_create_single_data("inner/deep", 0, dir, data_show, "deep");
	proc_create_single_data("probe/inner/path", 0, NULL, data_show, "path");
	proc_symlink("link", dir, "inner/deep");

	debug = debugfs_create_dir("probe", NULL);
	debugfs_create_file("sleep", 0444, debug, NULL, &sleep_fops);
	debugfs_create_symlink("link", debug, "sleep");
	return misc_register(&control);
}

static void __exit proc_probe_exit(void)
{
	misc_deregister(&control);
	if (!leave)
		remove_all();
}

module_init(proc_probe_init);
module_exit(proc_probe_exit);
MODULE_DESCRIPTION("Files in /proc and debugfs that go while they are used");
MODULE_LICENSE("GPL");
