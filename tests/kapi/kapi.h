/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of the kernel API that run in the kernel, as a module.
 *
 *	#include <linux/slab.h>
 *	#include "kapi.h"
 *
 *	KAPI_TEST(kmalloc_of_nothing_is_not_null)
 *	{
 *		KAPI_EXPECT_PTR_EQ(kmalloc(0, GFP_KERNEL), ZERO_SIZE_PTR);
 *	}
 *
 *	KAPI_MODULE();
 *
 * One source file a module. Loaded, the module offers /dev/kapi_<module>:
 * write the name of a test and it runs; read, and you get "ok" or a line for
 * each expectation that did not come true. The names stand in .modinfo, as
 * kapi_test=<name>. A test must hold on a real kernel too.
 */
#ifndef KAPI_H
#define KAPI_H

#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define KAPI_REPORT_MAX 4096

struct kapi_case {
	const char *name;
	void (*run)(void);
};

static char kapi_report[KAPI_REPORT_MAX];
static size_t kapi_length; /* of the report; 0 while all is well */
static DEFINE_MUTEX(kapi_lock); /* protects the report */

/*
 * An array made of single variables: they lie in one section in the order in
 * which the compiler meets them, between two that are NULL.
 */
#define __kapi_entry \
	__used __section("kapi_cases") __attribute__((__no_reorder__))

static struct kapi_case *kapi_cases_begin __kapi_entry;

#define __KAPI_TEST(test, tag)						\
	static void test(void);						\
	static struct kapi_case __kapi_case_##test = {			\
		.name = #test,						\
		.run = test,						\
	};								\
	static struct kapi_case *__kapi_entry_##test __kapi_entry =	\
		&__kapi_case_##test;					\
	__MODULE_INFO(tag, tag##test, #test);				\
	static void test(void)

/**
 * KAPI_TEST - define a test
 * @test: its name, a sentence
 */
#define KAPI_TEST(test) __KAPI_TEST(test, kapi_test)

/**
 * KAPI_TEST_WARNS - define a test that must make the kernel warn, by WARN()
 * @test: its name, a sentence
 */
#define KAPI_TEST_WARNS(test) __KAPI_TEST(test, kapi_test_warns)

static __maybe_unused __printf(3, 4)
void kapi_fail(const char *file, int line, const char *format, ...)
{
	size_t room = KAPI_REPORT_MAX - kapi_length;
	va_list args;

	kapi_length += scnprintf(kapi_report + kapi_length, room, "%s:%d: ",
				 file, line);
	room = KAPI_REPORT_MAX - kapi_length;
	va_start(args, format);
	kapi_length += vscnprintf(kapi_report + kapi_length, room, format,
				  args);
	va_end(args);
	room = KAPI_REPORT_MAX - kapi_length;
	kapi_length += scnprintf(kapi_report + kapi_length, room, "\n");
}

#define __KAPI_COMPARE(a, op, b, otherwise)				\
	do {								\
		__auto_type kapi_a = (a);				\
		__auto_type kapi_b = (b);				\
									\
		if (!(kapi_a op kapi_b)) {				\
			kapi_fail(__FILE__, __LINE__,			\
				  "%s " #op " %s, but they are %lld, %lld", \
				  #a, #b, (long long)kapi_a,		\
				  (long long)kapi_b);			\
			otherwise;					\
		}							\
	} while (0)

#define __KAPI_COMPARE_POINTERS(a, op, b, otherwise)			\
	do {								\
		const volatile void *kapi_a = (a);			\
		const volatile void *kapi_b = (b);			\
									\
		if (!(kapi_a op kapi_b)) {				\
			kapi_fail(__FILE__, __LINE__,			\
				  "%s " #op " %s, but they are %px, %px", \
				  #a, #b, kapi_a, kapi_b);		\
			otherwise;					\
		}							\
	} while (0)

#define __KAPI_COMPARE_STRINGS(a, b, otherwise)				\
	do {								\
		const char *kapi_a = (a);				\
		const char *kapi_b = (b);				\
									\
		if (strcmp(kapi_a, kapi_b)) {				\
			kapi_fail(__FILE__, __LINE__,			\
				  "%s == %s, but they are \"%s\", \"%s\"", \
				  #a, #b, kapi_a, kapi_b);		\
			otherwise;					\
		}							\
	} while (0)

#define __KAPI_CHECK(condition, wish, otherwise)			\
	do {								\
		bool kapi_is = (condition);				\
									\
		if (kapi_is != (wish)) {				\
			kapi_fail(__FILE__, __LINE__, "%s is %s",	\
				  #condition, kapi_is ? "true" : "false"); \
			otherwise;					\
		}							\
	} while (0)

/* The test goes on after an EXPECT that fails, and ends at an ASSERT. */
#define KAPI_EXPECT_TRUE(a)	__KAPI_CHECK(a, true, (void)0)
#define KAPI_EXPECT_FALSE(a)	__KAPI_CHECK(a, false, (void)0)
#define KAPI_EXPECT_EQ(a, b)	__KAPI_COMPARE(a, ==, b, (void)0)
#define KAPI_EXPECT_NE(a, b)	__KAPI_COMPARE(a, !=, b, (void)0)
#define KAPI_EXPECT_LT(a, b)	__KAPI_COMPARE(a, <, b, (void)0)
#define KAPI_EXPECT_LE(a, b)	__KAPI_COMPARE(a, <=, b, (void)0)
#define KAPI_EXPECT_GT(a, b)	__KAPI_COMPARE(a, >, b, (void)0)
#define KAPI_EXPECT_GE(a, b)	__KAPI_COMPARE(a, >=, b, (void)0)
#define KAPI_EXPECT_STREQ(a, b)	__KAPI_COMPARE_STRINGS(a, b, (void)0)
#define KAPI_EXPECT_PTR_EQ(a, b) __KAPI_COMPARE_POINTERS(a, ==, b, (void)0)
#define KAPI_EXPECT_PTR_NE(a, b) __KAPI_COMPARE_POINTERS(a, !=, b, (void)0)
#define KAPI_EXPECT_NULL(a)	__KAPI_COMPARE_POINTERS(a, ==, NULL, (void)0)
#define KAPI_EXPECT_NOT_NULL(a)	__KAPI_COMPARE_POINTERS(a, !=, NULL, (void)0)

#define KAPI_ASSERT_TRUE(a)	__KAPI_CHECK(a, true, return)
#define KAPI_ASSERT_FALSE(a)	__KAPI_CHECK(a, false, return)
#define KAPI_ASSERT_EQ(a, b)	__KAPI_COMPARE(a, ==, b, return)
#define KAPI_ASSERT_NE(a, b)	__KAPI_COMPARE(a, !=, b, return)
#define KAPI_ASSERT_LT(a, b)	__KAPI_COMPARE(a, <, b, return)
#define KAPI_ASSERT_LE(a, b)	__KAPI_COMPARE(a, <=, b, return)
#define KAPI_ASSERT_GT(a, b)	__KAPI_COMPARE(a, >, b, return)
#define KAPI_ASSERT_GE(a, b)	__KAPI_COMPARE(a, >=, b, return)
#define KAPI_ASSERT_STREQ(a, b)	__KAPI_COMPARE_STRINGS(a, b, return)
#define KAPI_ASSERT_PTR_EQ(a, b) __KAPI_COMPARE_POINTERS(a, ==, b, return)
#define KAPI_ASSERT_PTR_NE(a, b) __KAPI_COMPARE_POINTERS(a, !=, b, return)
#define KAPI_ASSERT_NULL(a)	__KAPI_COMPARE_POINTERS(a, ==, NULL, return)
#define KAPI_ASSERT_NOT_NULL(a)	__KAPI_COMPARE_POINTERS(a, !=, NULL, return)

static ssize_t kapi_write(struct file *filp, const char __user *buf,
			  size_t count, loff_t *pos)
{
	struct kapi_case **entry;
	char name[128];

	if (count >= sizeof(name))
		return -ENOENT;
	if (copy_from_user(name, buf, count))
		return -EFAULT;
	name[count] = '\0';

	for (entry = &kapi_cases_begin + 1; *entry; entry++) {
		if (strcmp((*entry)->name, name))
			continue;
		mutex_lock(&kapi_lock);
		kapi_length = 0;
		(*entry)->run();
		if (!kapi_length)
			kapi_length = scnprintf(kapi_report, KAPI_REPORT_MAX,
						"ok\n");
		mutex_unlock(&kapi_lock);
		return count;
	}
	return -ENOENT;
}

static ssize_t kapi_read(struct file *filp, char __user *buf, size_t count,
			 loff_t *pos)
{
	ssize_t ret;

	mutex_lock(&kapi_lock);
	ret = simple_read_from_buffer(buf, count, pos, kapi_report,
				      kapi_length);
	mutex_unlock(&kapi_lock);
	return ret;
}

static const struct file_operations kapi_fops = {
	.owner = THIS_MODULE,
	.write = kapi_write,
	.read = kapi_read,
};

static struct miscdevice kapi_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "kapi_" KBUILD_MODNAME,
	.fops = &kapi_fops,
};

/**
 * KAPI_MODULE - the end of a file of tests
 */
#define KAPI_MODULE()							\
	static struct kapi_case *kapi_cases_end __kapi_entry;		\
	module_misc_device(kapi_device);				\
	MODULE_DESCRIPTION("Tests of the kernel API");			\
	MODULE_LICENSE("GPL")

#endif
