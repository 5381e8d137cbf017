// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/namei.h>

#include "kapi.h"

static long open_error(const char *name, int flags)
{
	struct file *file = filp_open(name, flags, 0600);

	if (IS_ERR(file))
		return PTR_ERR(file);
	filp_close(file, NULL);
	return 0;
}

KAPI_TEST(a_name_that_is_not_there)
{
	KAPI_EXPECT_EQ(open_error("/dev/kapi_nothing", O_RDONLY), -ENOENT);
	KAPI_EXPECT_EQ(open_error("/kapi/nothing", O_RDONLY), -ENOENT);
}

KAPI_TEST(an_empty_name_is_the_directory_one_is_in)
{
	KAPI_EXPECT_EQ(open_error("", O_RDONLY | O_DIRECTORY), 0);
	KAPI_EXPECT_EQ(open_error("", O_WRONLY), -EISDIR);
}

KAPI_TEST(a_file_is_not_a_directory)
{
	KAPI_EXPECT_EQ(open_error("/dev/null/x", O_RDONLY), -ENOTDIR);
	KAPI_EXPECT_EQ(open_error("/dev/null/", O_RDONLY), -ENOTDIR);
	KAPI_EXPECT_EQ(open_error("/dev/null", O_RDONLY | O_DIRECTORY),
		       -ENOTDIR);
}

KAPI_TEST(a_directory_cannot_be_opened_for_writing)
{
	KAPI_EXPECT_EQ(open_error("/dev", O_RDONLY), 0);
	KAPI_EXPECT_EQ(open_error("/dev", O_WRONLY), -EISDIR);
	KAPI_EXPECT_EQ(open_error("/dev", O_CREAT | O_RDONLY), -EISDIR);
}

KAPI_TEST(dots_and_slashes_do_not_matter)
{
	KAPI_EXPECT_EQ(open_error("//dev/./null", O_RDWR), 0);
	KAPI_EXPECT_EQ(open_error("/../dev/../dev//null", O_RDWR), 0);
}

KAPI_TEST(o_excl_wants_to_create)
{
	KAPI_EXPECT_EQ(open_error("/dev/null", O_CREAT | O_EXCL | O_RDWR),
		       -EEXIST);
	KAPI_EXPECT_EQ(open_error("/dev/null", O_EXCL | O_RDWR), 0);
}

KAPI_TEST(a_component_can_be_too_long)
{
	static char name[300];

	memset(name, 'x', sizeof(name) - 1);
	memcpy(name, "/dev/", 5);
	KAPI_EXPECT_EQ(open_error(name, O_RDONLY), -ENAMETOOLONG);
}

KAPI_TEST(open_turns_flags_into_modes)
{
	struct file *file = filp_open("/dev/zero", O_RDONLY | O_NONBLOCK, 0);

	KAPI_ASSERT_FALSE(IS_ERR(file));
	KAPI_EXPECT_TRUE(file->f_mode & FMODE_READ);
	KAPI_EXPECT_FALSE(file->f_mode & FMODE_WRITE);
	KAPI_EXPECT_TRUE(file->f_flags & O_NONBLOCK);
	KAPI_EXPECT_TRUE(S_ISCHR(file_inode(file)->i_mode));
	KAPI_EXPECT_EQ(imajor(file_inode(file)), 1);
	KAPI_EXPECT_EQ(iminor(file_inode(file)), 5);
	filp_close(file, NULL);
}

KAPI_TEST(file_path_names_the_file)
{
	struct file *file = filp_open("/dev/../dev/full", O_RDWR, 0);
	char buffer[64];

	KAPI_ASSERT_FALSE(IS_ERR(file));
	KAPI_EXPECT_STREQ(file_path(file, buffer, sizeof(buffer)),
			  "/dev/full");
	KAPI_EXPECT_EQ(PTR_ERR(file_path(file, buffer, 4)), -ENAMETOOLONG);
	KAPI_EXPECT_STREQ(file_dentry(file)->d_name.name, "full");
	filp_close(file, NULL);
}

KAPI_TEST(kern_path_finds_and_holds)
{
	struct path path;

	KAPI_ASSERT_EQ(kern_path("/dev/null", LOOKUP_FOLLOW, &path), 0);
	KAPI_EXPECT_TRUE(S_ISCHR(d_inode(path.dentry)->i_mode));
	path_put(&path);
	KAPI_EXPECT_EQ(kern_path("/dev/null", LOOKUP_DIRECTORY, &path),
		       -ENOTDIR);
}

KAPI_MODULE();
