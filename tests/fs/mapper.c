// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /dev/mapper_*: four pages of memory, mapped in each way a driver can.
 *
 * Reading any of them tells how many mappings there are and how many pages
 * were asked for.
 */
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/uaccess.h>
#include <linux/version.h>

#define PAGES 4

static struct page *pages[PAGES];
static int mappings, faults;

static void mapper_open(struct vm_area_struct *vma)
{
	mappings++;
}

static void mapper_close(struct vm_area_struct *vma)
{
	mappings--;
}

static vm_fault_t mapper_fault(struct vm_fault *vmf)
{
	faults++;
	if (vmf->pgoff >= PAGES)
		return VM_FAULT_SIGBUS;
	get_page(pages[vmf->pgoff]);
	vmf->page = pages[vmf->pgoff];
	return 0;
}

static vm_fault_t mapper_pfn_fault(struct vm_fault *vmf)
{
	faults++;
	if (vmf->pgoff >= PAGES)
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn(vmf->vma, vmf->address,
			      page_to_pfn(pages[vmf->pgoff]));
}

static const struct vm_operations_struct fault_ops = {
	.open = mapper_open,
	.close = mapper_close,
	.fault = mapper_fault,
};

static const struct vm_operations_struct pfn_fault_ops = {
	.open = mapper_open,
	.close = mapper_close,
	.fault = mapper_pfn_fault,
};

static const struct vm_operations_struct plain_ops = {
	.open = mapper_open,
	.close = mapper_close,
};

static void set_flags(struct vm_area_struct *vma, unsigned long flags)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_set(vma, flags);
#else
	vma->vm_flags |= flags;
#endif
}

static int fault_mmap(struct file *filp, struct vm_area_struct *vma)
{
	vma->vm_ops = &fault_ops;
	mapper_open(vma);
	return 0;
}

static int pfn_fault_mmap(struct file *filp, struct vm_area_struct *vma)
{
	set_flags(vma, VM_PFNMAP);
	vma->vm_ops = &pfn_fault_ops;
	mapper_open(vma);
	return 0;
}

static int remap_mmap(struct file *filp, struct vm_area_struct *vma)
{
	unsigned long size = vma->vm_end - vma->vm_start;
	int error;

	if (vma->vm_pgoff + (size >> PAGE_SHIFT) > 1)
		return -EINVAL;
	error = remap_pfn_range(vma, vma->vm_start, page_to_pfn(pages[0]),
				size, vma->vm_page_prot);
	if (error)
		return error;
	vma->vm_ops = &plain_ops;
	mapper_open(vma);
	return 0;
}

static int insert_mmap(struct file *filp, struct vm_area_struct *vma)
{
	int error = vm_map_pages(vma, pages, PAGES);

	if (error)
		return error;
	vma->vm_ops = &plain_ops;
	mapper_open(vma);
	return 0;
}

static ssize_t mapper_read(struct file *filp, char __user *buf, size_t count,
			   loff_t *pos)
{
	char text[32];
	int length = scnprintf(text, sizeof(text), "%d %d", mappings, faults);

	return simple_read_from_buffer(buf, count, pos, text, length);
}

/* Stores one byte in each page, so that user space can see who wrote. */
static ssize_t mapper_write(struct file *filp, const char __user *buf,
			    size_t count, loff_t *pos)
{
	char byte;
	int i;

	if (get_user(byte, buf))
		return -EFAULT;
	for (i = 0; i < PAGES; i++)
		*(char *)page_address(pages[i]) = byte + i;
	return count;
}

#define MAPPER(kind)                                        \
static const struct file_operations kind##_fops = {         \
	.owner = THIS_MODULE,                               \
	.read = mapper_read,                                \
	.write = mapper_write,                              \
	.mmap = kind##_mmap,                                \
};                                                          \
static struct miscdevice kind##_misc = {                    \
	.minor = MISC_DYNAMIC_MINOR,                        \
	.name = "mapper_" #kind,                            \
	.fops = &kind##_fops,                               \
}

MAPPER(fault);
MAPPER(pfn_fault);
MAPPER(remap);
MAPPER(insert);

static struct miscdevice *devices[] = {
	&fault_misc, &pfn_fault_misc, &remap_misc, &insert_misc,
};

static void free_pages_upto(int count)
{
	while (count-- > 0)
		__free_page(pages[count]);
}

static int __init mapper_init(void)
{
	int i, error = -ENOMEM;

	for (i = 0; i < PAGES; i++) {
		pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!pages[i])
			goto err_pages;
	}
	for (i = 0; i < ARRAY_SIZE(devices); i++) {
		error = misc_register(devices[i]);
		if (error)
			goto err_devices;
	}
	return 0;

err_devices:
	while (i-- > 0)
		misc_deregister(devices[i]);
	i = PAGES;
err_pages:
	free_pages_upto(i);
	return error;
}

static void __exit mapper_exit(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(devices); i++)
		misc_deregister(devices[i]);
	free_pages_upto(PAGES);
}

module_init(mapper_init);
module_exit(mapper_exit);
MODULE_DESCRIPTION("Memory that can be mapped");
MODULE_LICENSE("GPL");
