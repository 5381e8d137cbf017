/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's configuration and the macros that ask for it. The build
 * includes this file ahead of every source, as Kbuild does.
 *
 * Stands for: include/linux/kconfig.h, include/generated/autoconf.h
 * Fidelity:   MODEL - the options of a Debian amd64 kernel that concern what
 *             ksim has; debugging options that ksim's checks stand for are off
 * Absent:     options of subsystems that ksim does not have
 */
#ifndef _LINUX_KCONFIG_H
#define _LINUX_KCONFIG_H

#define CONFIG_64BIT 1
#define CONFIG_X86_64 1
#define CONFIG_X86 1
#define CONFIG_MMU 1
#define CONFIG_SMP 1
#define CONFIG_NR_CPUS 8
#define CONFIG_HZ 250
#define CONFIG_HZ_250 1
#define CONFIG_HIGH_RES_TIMERS 1
#define CONFIG_NO_HZ_COMMON 1
#define CONFIG_NO_HZ_IDLE 1
#define CONFIG_PREEMPT_BUILD 1
#define CONFIG_PREEMPT_VOLUNTARY 1
#define CONFIG_PREEMPT_COUNT 1
#define CONFIG_PREEMPTION 1
#define CONFIG_PREEMPT_DYNAMIC 1
#define CONFIG_PREEMPT_RCU 1
#define CONFIG_TREE_RCU 1
#define CONFIG_NUMA 1
#define CONFIG_NODES_SHIFT 10
#define CONFIG_COMPAT 1
#define CONFIG_IA32_EMULATION 1
#define CONFIG_LOCALVERSION ""
#define CONFIG_DEFAULT_HOSTNAME "(none)"
#define CONFIG_CC_IS_GCC 1
#define CONFIG_GCC_VERSION 120200
#define CONFIG_PGTABLE_LEVELS 5
#define CONFIG_X86_L1_CACHE_SHIFT 6
#define CONFIG_ILLEGAL_POINTER_VALUE 0xdead000000000000
#define CONFIG_PHYS_ADDR_T_64BIT 1
#define CONFIG_ARCH_DMA_ADDR_T_64BIT 1
#define CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS 1
#define CONFIG_ARCH_USE_CMPXCHG_LOCKREF 1

#define CONFIG_MODULES 1
#define CONFIG_MODULE_UNLOAD 1
#define CONFIG_MODULE_FORCE_UNLOAD 1
#define CONFIG_MODVERSIONS 1
#define CONFIG_KALLSYMS 1
#define CONFIG_KALLSYMS_ALL 1
#define CONFIG_MULTIUSER 1
#define CONFIG_PRINTK 1
#define CONFIG_PRINTK_TIME 1
#define CONFIG_LOG_BUF_SHIFT 17
#define CONFIG_CONSOLE_LOGLEVEL_DEFAULT 7
#define CONFIG_MESSAGE_LOGLEVEL_DEFAULT 4
#define CONFIG_DYNAMIC_DEBUG 1
#define CONFIG_DYNAMIC_DEBUG_CORE 1
#define CONFIG_BUG 1
#define CONFIG_GENERIC_BUG 1
#define CONFIG_DEBUG_BUGVERBOSE 1
#define CONFIG_DEBUG_KERNEL 1
#define CONFIG_DEBUG_INFO 1
#define CONFIG_DEBUG_LIST 1
#define CONFIG_BUG_ON_DATA_CORRUPTION 1
#define CONFIG_DEBUG_FS 1
#define CONFIG_PROC_FS 1
#define CONFIG_PROC_SYSCTL 1
#define CONFIG_SYSCTL 1
#define CONFIG_SYSFS 1
#define CONFIG_DEVTMPFS 1
#define CONFIG_TMPFS 1
#define CONFIG_BLOCK 1
#define CONFIG_FUTEX 1
#define CONFIG_EPOLL 1
#define CONFIG_EVENTFD 1
#define CONFIG_AIO 1
#define CONFIG_HOTPLUG_CPU 1
#define CONFIG_SLUB 1
#define CONFIG_SLUB_DEBUG 1
#define CONFIG_SWAP 1
#define CONFIG_SECURITY 1
#define CONFIG_KEYS 1
#define CONFIG_NET 1
#define CONFIG_INET 1
#define CONFIG_PCI 1
#define CONFIG_PM 1
#define CONFIG_PM_SLEEP 1
#define CONFIG_GENERIC_IRQ_PROBE 1
#define CONFIG_IRQ_DOMAIN 1
#define CONFIG_HAS_IOMEM 1
#define CONFIG_HAS_IOPORT_MAP 1
#define CONFIG_HAS_DMA 1
#define CONFIG_TTY 1
#define CONFIG_INPUT 1
#define CONFIG_VIRTIO 1
#define CONFIG_VT 1
#define CONFIG_STACKTRACE 1
#define CONFIG_JUMP_LABEL 1
#define CONFIG_UID16 1
#define CONFIG_USER_NS 1
#define CONFIG_PID_NS 1
#define CONFIG_CGROUPS 1
#define CONFIG_BASE_SMALL 0
#define CONFIG_XARRAY_MULTI 1
#define CONFIG_INTERVAL_TREE 1

/*
 * An option that is set is a macro that expands to 1; what is not set does not
 * expand. Pasted behind _KSIM_CONFIG_SET_, only the former turns into an extra
 * argument, and so moves the 1 into second place.
 */
#define _KSIM_CONFIG_SET_1 0,
#define _KSIM_SECOND(ignored, value, ...) value
#define _KSIM_IS_SET(option) _KSIM_IS_SET_EXPANDED(option)
#define _KSIM_IS_SET_EXPANDED(value) _KSIM_IS_SET_PASTED(_KSIM_CONFIG_SET_##value)
#define _KSIM_IS_SET_PASTED(extra) _KSIM_SECOND(extra 1, 0)

#define __is_defined(x) _KSIM_IS_SET(x)

/* 1 if @option is built in. */
#define IS_BUILTIN(option) _KSIM_IS_SET(option)
/* 1 if @option is a module: CONFIG_FOO_MODULE. */
#define IS_MODULE(option) _KSIM_IS_SET(option##_MODULE)
/* 1 if @option is either. */
#define IS_ENABLED(option) (IS_BUILTIN(option) || IS_MODULE(option))
/* 1 if this code may call what @option provides. */
#ifdef MODULE
#define IS_REACHABLE(option) IS_ENABLED(option)
#else
#define IS_REACHABLE(option) IS_BUILTIN(option)
#endif

#ifndef __ASSEMBLY__
/* Kbuild includes this one ahead of every source, too. */
#include <linux/compiler_types.h>
#endif

#endif
