// SPDX-License-Identifier: GPL-2.0-or-later
/* File functions that stop a driver which calls them. */
#include <linux/version.h>
#include <ksim/absent.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
KSIM_ABSENT(copy_splice_read);
#else
KSIM_ABSENT(generic_file_splice_read);
#endif
KSIM_ABSENT(iter_file_splice_write);
KSIM_ABSENT(debugfs_rename);
KSIM_ABSENT(debugfs_create_str);
