// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From names to entries: the walk, permissions, making and removing names.
 *
 * The few entries that exist from boot on (/dev, /dev/null, …) come into
 * being when somebody first asks for them, which keeps boot short.
 */
#include <linux/fs.h>
#include <linux/namei.h>
#include <linux/export.h>
#include <linux/fs_struct.h>
#include <linux/major.h>
#include <linux/magic.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <ksim/syscalls.h>
#include "internal.h"

struct nameidata {
	struct dentry *dentry; /* where the walk is; holds a reference */
	struct qstr last; /* final component, if only the parent was wanted */
	int last_type;
	bool trailing_slash;
	int links;
};

static struct super_block root_sb = {
	.s_blocksize = PAGE_SIZE,
	.s_blocksize_bits = PAGE_SHIFT,
	.s_maxbytes = MAX_LFS_FILESIZE,
	.s_magic = TMPFS_MAGIC,
	.s_time_gran = 1,
	.s_id = "ksim",
};

struct vfsmount ksim_root_mnt = { .mnt_sb = &root_sb };

struct builtin_node {
	const char *name;
	bool in_dev;
	umode_t mode;
	dev_t rdev;
	struct inode *(*root_inode)(void); /* of another file system */
};

static const struct builtin_node builtin_nodes[] = {
	{ "dev", false, S_IFDIR | 0755 },
	{ "proc", false, S_IFDIR | 0555, .root_inode = proc_root_inode },
	{ "sys", false, S_IFDIR | 0555, .root_inode = kernfs_root_inode },
	{ "tmp", false, S_IFDIR | S_ISVTX | 0777 },
	{ "null", true, S_IFCHR | 0666, MKDEV(MEM_MAJOR, 3) },
	{ "zero", true, S_IFCHR | 0666, MKDEV(MEM_MAJOR, 5) },
	{ "full", true, S_IFCHR | 0666, MKDEV(MEM_MAJOR, 7) },
	{ "random", true, S_IFCHR | 0666, MKDEV(MEM_MAJOR, 8) },
	{ "urandom", true, S_IFCHR | 0666, MKDEV(MEM_MAJOR, 9) },
};

static u32 builtin_made; /* bit = index: made, and maybe removed since */
static struct dentry *dev_dentry;

struct dentry *vfs_root(void)
{
	struct inode *inode;

	if (likely(ksim_root_mnt.mnt_root))
		return ksim_root_mnt.mnt_root;
	inode = ramfs_get_inode(S_IFDIR | 0755, 0);
	if (!inode)
		panic("VFS: no memory for the root directory");
	inode->i_uid = GLOBAL_ROOT_UID;
	inode->i_gid = GLOBAL_ROOT_GID;
	inode->i_ino = 1;
	root_sb.s_root = d_make_root(inode);
	if (!root_sb.s_root)
		panic("VFS: no memory for the root directory");
	ksim_root_mnt.mnt_root = root_sb.s_root;
	return ksim_root_mnt.mnt_root;
}

/*
 * Adds a name to the RAM tree, root's own whoever is current. The caller gets
 * no reference: the tree has one.
 */
struct dentry *vfs_make_node(struct dentry *parent, const char *name,
			     umode_t mode, dev_t rdev)
{
	struct dentry *dentry = d_alloc_name(parent, name);
	struct inode *inode;

	if (!dentry)
		return ERR_PTR(-ENOMEM);
	inode = ramfs_get_inode(mode, rdev);
	if (!inode) {
		dput(dentry);
		return ERR_PTR(-ENOMEM);
	}
	inode->i_uid = GLOBAL_ROOT_UID;
	inode->i_gid = GLOBAL_ROOT_GID;
	if (S_ISDIR(mode))
		inc_nlink(d_inode(parent));
	d_add(dentry, inode);
	return dentry;
}

static struct dentry *make_builtin(struct dentry *dir, int index)
{
	const struct builtin_node *node = &builtin_nodes[index];
	struct dentry *dentry;

	builtin_made |= 1u << index;
	if (node->root_inode) {
		struct inode *inode = node->root_inode();

		dentry = d_alloc_name(dir, node->name);
		if (!inode || !dentry)
			panic("VFS: no memory for /%s", node->name);
		inc_nlink(d_inode(dir));
		d_add(dentry, inode);
	} else {
		dentry = vfs_make_node(dir, node->name, node->mode, node->rdev);
		if (IS_ERR(dentry))
			panic("VFS: no memory for %s", node->name);
	}
	if (S_ISDIR(node->mode))
		dentry->d_flags |= DCACHE_MOUNTED;
	if (!strcmp(node->name, "dev"))
		dev_dentry = dentry;
	return dentry;
}

static bool builtin_belongs(const struct dentry *dir, int index)
{
	if (builtin_made & 1u << index)
		return false;
	return builtin_nodes[index].in_dev ? dir == dev_dentry : IS_ROOT(dir);
}

/* Before a directory is listed: everything in it must be there. */
static void make_builtins(struct dentry *dir)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(builtin_nodes); i++)
		if (builtin_belongs(dir, i))
			make_builtin(dir, i);
}

static struct dentry *lookup(struct dentry *dir, const struct qstr *name)
{
	struct inode *inode = d_inode(dir);
	struct dentry *dentry = d_lookup(dir, name);
	struct dentry *other;
	int i;

	if (likely(dentry))
		return dentry;
	if (IS_DEADDIR(inode))
		return ERR_PTR(-ENOENT);
	if (inode->i_op->lookup) {
		dentry = d_alloc(dir, name);
		if (!dentry)
			return ERR_PTR(-ENOMEM);
		other = inode->i_op->lookup(inode, dentry, 0);
		if (other) {
			dput(dentry);
			dentry = other;
		}
		if (!IS_ERR(dentry) && d_really_is_negative(dentry)) {
			dput(dentry);
			dentry = ERR_PTR(-ENOENT);
		}
		return dentry;
	}
	for (i = 0; i < ARRAY_SIZE(builtin_nodes); i++) {
		if (builtin_belongs(dir, i) &&
		    strlen(builtin_nodes[i].name) == name->len &&
		    !memcmp(builtin_nodes[i].name, name->name, name->len))
			return dget(make_builtin(dir, i));
	}
	return ERR_PTR(-ENOENT);
}

/* permissions */

static int acl_permission_check(struct inode *inode, int mask)
{
	unsigned int mode = inode->i_mode;

	mask &= MAY_READ | MAY_WRITE | MAY_EXEC;
	if (likely(uid_eq(inode->i_uid, current_fsuid())))
		mode >>= 6;
	else if (mask & (mode ^ mode >> 3) && in_group_p(inode->i_gid))
		mode >>= 3;
	return mask & ~mode ? -EACCES : 0;
}

int generic_permission(ksim_idmap *idmap, struct inode *inode, int mask)
{
	int error = acl_permission_check(inode, mask);

	if (error != -EACCES)
		return error;
	mask &= MAY_READ | MAY_WRITE | MAY_EXEC;
	if (S_ISDIR(inode->i_mode)) {
		if (!(mask & MAY_WRITE) && capable(CAP_DAC_READ_SEARCH))
			return 0;
		return capable(CAP_DAC_OVERRIDE) ? 0 : -EACCES;
	}
	if (mask == MAY_READ && capable(CAP_DAC_READ_SEARCH))
		return 0;
	if (!(mask & MAY_EXEC) || inode->i_mode & S_IXUGO)
		if (capable(CAP_DAC_OVERRIDE))
			return 0;
	return -EACCES;
}
EXPORT_SYMBOL(generic_permission);

int inode_permission(ksim_idmap *idmap, struct inode *inode, int mask)
{
	if (mask & MAY_WRITE && IS_IMMUTABLE(inode))
		return -EPERM;
	if (inode->i_op->permission)
		return inode->i_op->permission(idmap, inode, mask);
	return generic_permission(idmap, inode, mask);
}
EXPORT_SYMBOL(inode_permission);

/* the walk */

static void move_to(struct nameidata *nd, struct dentry *next)
{
	struct dentry *old = nd->dentry;

	nd->dentry = next;
	dput(old);
}

static int name_type(const struct qstr *name)
{
	if (name->name[0] != '.' || name->len > 2)
		return LAST_NORM;
	if (name->len == 1)
		return LAST_DOT;
	return name->name[1] == '.' ? LAST_DOTDOT : LAST_NORM;
}

/*
 * Walks from nd->dentry. With @want_parent it stops before the last component
 * and leaves that in nd->last.
 */
static int walk(struct nameidata *nd, const char *name, bool want_parent,
		bool follow)
{
	struct dentry *next;
	struct qstr part;
	bool last, slash;
	int type, error;

	if (!*name)
		return -ENOENT;
	if (*name == '/') {
		move_to(nd, dget(vfs_root()));
		while (*name == '/')
			name++;
		if (!*name) {
			nd->last_type = LAST_ROOT;
			return 0;
		}
	}
	for (;;) {
		if (!S_ISDIR(d_inode(nd->dentry)->i_mode))
			return -ENOTDIR;
		error = inode_permission(NO_IDMAP, d_inode(nd->dentry),
					 MAY_EXEC);
		if (error)
			return error;
		part.name = (const unsigned char *)name;
		part.len = 0;
		while (*name && *name != '/') {
			name++;
			part.len++;
		}
		slash = *name == '/';
		while (*name == '/')
			name++;
		last = !*name;
		type = name_type(&part);
		if (last && want_parent) {
			nd->last = part;
			nd->last_type = type;
			nd->trailing_slash = slash;
			return 0;
		}
		if (part.len > NAME_MAX)
			return -ENAMETOOLONG;
		if (type == LAST_DOTDOT) {
			move_to(nd, dget(nd->dentry->d_parent));
		} else if (type == LAST_NORM) {
			next = lookup(nd->dentry, &part);
			if (IS_ERR(next))
				return PTR_ERR(next);
			if (S_ISLNK(d_inode(next)->i_mode) &&
			    (!last || slash || follow)) {
				error = -ELOOP;
				if (nd->links++ < MAXSYMLINKS)
					error = walk(nd, d_inode(next)->i_link,
						     false, true);
				dput(next);
				if (error)
					return error;
			} else {
				move_to(nd, next);
			}
		}
		if (last) {
			if (slash && !S_ISDIR(d_inode(nd->dentry)->i_mode))
				return -ENOTDIR;
			return 0;
		}
	}
}

static int walk_from_start(struct nameidata *nd, const char *name,
			   bool want_parent, bool follow)
{
	int error;

	if (strnlen(name, PATH_MAX) == PATH_MAX)
		return -ENAMETOOLONG;
	*nd = (struct nameidata){ .dentry = dget(vfs_root()) };
	error = walk(nd, name, want_parent, follow);
	if (error) {
		dput(nd->dentry);
		nd->dentry = NULL;
	}
	return error;
}

int path_lookup(const char *name, unsigned int flags, struct path *path)
{
	struct nameidata nd;
	int error;

	error = walk_from_start(&nd, name, false, flags & LOOKUP_FOLLOW);
	if (error)
		return error;
	if (flags & LOOKUP_DIRECTORY && !S_ISDIR(d_inode(nd.dentry)->i_mode)) {
		dput(nd.dentry);
		return -ENOTDIR;
	}
	path->mnt = &ksim_root_mnt;
	path->dentry = nd.dentry;
	return 0;
}

int kern_path(const char *name, unsigned int flags, struct path *path)
{
	return path_lookup(name, flags, path);
}
EXPORT_SYMBOL(kern_path);

struct dentry *lookup_one_len(const char *name, struct dentry *base, int len)
{
	struct qstr part = { .name = (const unsigned char *)name };
	struct dentry *dentry;

	part.len = len;
	if (len <= 0 || memchr(name, '/', len) || name_type(&part) != LAST_NORM)
		return ERR_PTR(-EACCES);
	dentry = lookup(base, &part);
	return dentry == ERR_PTR(-ENOENT) ? d_alloc(base, &part) : dentry;
}
EXPORT_SYMBOL(lookup_one_len);

/* making names */

static int may_create(struct inode *dir)
{
	if (IS_DEADDIR(dir))
		return -ENOENT;
	return inode_permission(NO_IDMAP, dir, MAY_WRITE | MAY_EXEC);
}

static struct dentry *create_entry(const char *name, bool is_dir,
				   struct path *path)
{
	struct nameidata nd;
	struct dentry *dentry;
	int error;

	error = walk_from_start(&nd, name, true, false);
	if (error)
		return ERR_PTR(error);
	error = -EEXIST;
	if (nd.last_type != LAST_NORM)
		goto err_put;
	error = -ENAMETOOLONG;
	if (nd.last.len > NAME_MAX)
		goto err_put;
	dentry = lookup(nd.dentry, &nd.last);
	if (!IS_ERR(dentry)) {
		dput(dentry);
		error = -EEXIST;
		goto err_put;
	}
	error = PTR_ERR(dentry);
	if (error != -ENOENT || (nd.trailing_slash && !is_dir))
		goto err_put;
	dentry = d_alloc(nd.dentry, &nd.last);
	error = -ENOMEM;
	if (!dentry)
		goto err_put;
	path->mnt = &ksim_root_mnt;
	path->dentry = nd.dentry;
	return dentry;

err_put:
	dput(nd.dentry);
	return ERR_PTR(error);
}

struct dentry *kern_path_create(int dfd, const char *pathname,
				struct path *path, unsigned int lookup_flags)
{
	return create_entry(pathname, lookup_flags & LOOKUP_DIRECTORY, path);
}
EXPORT_SYMBOL(kern_path_create);

void done_path_create(struct path *path, struct dentry *dentry)
{
	if (!IS_ERR(dentry))
		dput(dentry);
	path_put(path);
}
EXPORT_SYMBOL(done_path_create);

static int create_regular(struct dentry *parent, struct dentry *dentry,
			  umode_t mode)
{
	struct inode *dir = d_inode(parent);
	int error = may_create(dir);

	if (error)
		return error;
	if (!dir->i_op->create)
		return -EACCES;
	return dir->i_op->create(NO_IDMAP, dir, dentry,
				 (mode & S_IALLUGO) | S_IFREG, true);
}

long ksys_mknod(const char *path, ksim_u32 mode, ksim_u32 device)
{
	struct path parent;
	struct dentry *dentry;
	struct inode *dir;
	int error;

	switch (mode & S_IFMT) {
	case 0:
	case S_IFREG:
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		break;
	case S_IFDIR:
		return -EPERM;
	default:
		return -EINVAL;
	}
	dentry = create_entry(path, false, &parent);
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	mode &= ~current_umask();
	dir = d_inode(parent.dentry);
	if (!(mode & S_IFMT) || S_ISREG(mode)) {
		error = create_regular(parent.dentry, dentry, mode);
		goto out;
	}
	error = may_create(dir);
	if (error)
		goto out;
	error = -EPERM;
	if ((S_ISCHR(mode) || S_ISBLK(mode)) && !capable(CAP_MKNOD))
		goto out;
	if (!dir->i_op->mknod)
		goto out;
	error = dir->i_op->mknod(NO_IDMAP, dir, dentry, mode,
				 S_ISCHR(mode) || S_ISBLK(mode) ?
					 new_decode_dev(device) : 0);
out:
	done_path_create(&parent, dentry);
	return error;
}

long ksys_mkdir(const char *path, ksim_u32 mode)
{
	struct path parent;
	struct dentry *dentry;
	struct inode *dir;
	int error;

	dentry = create_entry(path, true, &parent);
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	dir = d_inode(parent.dentry);
	error = may_create(dir);
	if (!error)
		error = -EPERM;
	if (error == -EPERM && dir->i_op->mkdir)
		error = dir->i_op->mkdir(NO_IDMAP, dir, dentry,
					 (mode & ~current_umask()) &
						 (S_IRWXUGO | S_ISVTX));
	done_path_create(&parent, dentry);
	return error;
}

/* removing names */

static int may_delete(struct inode *dir, struct dentry *victim, bool is_dir)
{
	struct inode *inode = d_inode(victim);
	int error = inode_permission(NO_IDMAP, dir, MAY_WRITE | MAY_EXEC);

	if (error)
		return error;
	if (IS_APPEND(dir))
		return -EPERM;
	if (dir->i_mode & S_ISVTX && !uid_eq(inode->i_uid, current_fsuid()) &&
	    !uid_eq(dir->i_uid, current_fsuid()) && !capable(CAP_FOWNER))
		return -EPERM;
	if (IS_APPEND(inode) || IS_IMMUTABLE(inode))
		return -EPERM;
	if (is_dir) {
		if (!S_ISDIR(inode->i_mode))
			return -ENOTDIR;
		if (IS_ROOT(victim))
			return -EBUSY;
	} else if (S_ISDIR(inode->i_mode)) {
		return -EISDIR;
	}
	return IS_DEADDIR(dir) ? -ENOENT : 0;
}

long ksys_unlink(const char *path)
{
	struct nameidata nd;
	struct dentry *dentry;
	struct inode *dir;
	int error;

	error = walk_from_start(&nd, path, true, false);
	if (error)
		return error;
	error = -EISDIR;
	if (nd.last_type != LAST_NORM)
		goto out;
	dentry = lookup(nd.dentry, &nd.last);
	error = PTR_ERR_OR_ZERO(dentry);
	if (error)
		goto out;
	dir = d_inode(nd.dentry);
	if (nd.trailing_slash)
		error = S_ISDIR(d_inode(dentry)->i_mode) ? -EISDIR : -ENOTDIR;
	else
		error = may_delete(dir, dentry, false);
	if (!error)
		error = dir->i_op->unlink ? dir->i_op->unlink(dir, dentry) :
					    -EPERM;
	dput(dentry);
out:
	dput(nd.dentry);
	return error;
}

long ksys_rmdir(const char *path)
{
	struct nameidata nd;
	struct dentry *dentry;
	struct inode *dir;
	int error;

	error = walk_from_start(&nd, path, true, false);
	if (error)
		return error;
	switch (nd.last_type) {
	case LAST_DOTDOT:
		error = -ENOTEMPTY;
		goto out;
	case LAST_DOT:
		error = -EINVAL;
		goto out;
	case LAST_ROOT:
		error = -EBUSY;
		goto out;
	}
	dentry = lookup(nd.dentry, &nd.last);
	error = PTR_ERR_OR_ZERO(dentry);
	if (error)
		goto out;
	dir = d_inode(nd.dentry);
	error = may_delete(dir, dentry, true);
	if (!error && !dir->i_op->rmdir)
		error = -EPERM;
	if (!error && dentry->d_flags & DCACHE_MOUNTED)
		error = -EBUSY;
	if (!error)
		error = dir->i_op->rmdir(dir, dentry);
	dput(dentry);
out:
	dput(nd.dentry);
	return error;
}

/* opening */

static int may_open(struct inode *inode, int acc_mode, int flag)
{
	int error;

	switch (inode->i_mode & S_IFMT) {
	case S_IFLNK:
		return -ELOOP;
	case S_IFDIR:
		if (acc_mode & MAY_WRITE)
			return -EISDIR;
		if (acc_mode & MAY_EXEC)
			return -EACCES;
		break;
	case S_IFBLK:
	case S_IFCHR:
	case S_IFIFO:
	case S_IFSOCK:
		if (acc_mode & MAY_EXEC)
			return -EACCES;
		break;
	}
	error = inode_permission(NO_IDMAP, inode, MAY_OPEN | acc_mode);
	if (error)
		return error;
	if (IS_APPEND(inode)) {
		if ((flag & O_ACCMODE) != O_RDONLY && !(flag & O_APPEND))
			return -EPERM;
		if (flag & O_TRUNC)
			return -EPERM;
	}
	if (flag & O_NOATIME && !uid_eq(current_fsuid(), inode->i_uid) &&
	    !capable(CAP_FOWNER))
		return -EPERM;
	return 0;
}

/* Finds, or with O_CREAT makes, what is to be opened. */
static int open_last(struct file *file, const char *name,
		     const struct open_flags *op, struct dentry **found)
{
	bool follow = !(op->open_flag & O_NOFOLLOW) &&
		      !(op->open_flag & O_CREAT && op->open_flag & O_EXCL);
	struct dentry *dentry;
	struct nameidata nd;
	int error;

	if (!(op->open_flag & O_CREAT)) {
		error = walk_from_start(&nd, name, false, follow);
		*found = nd.dentry;
		return error;
	}
	error = walk_from_start(&nd, name, true, false);
	while (!error) {
		error = -EISDIR;
		if (nd.last_type != LAST_NORM || nd.trailing_slash)
			break;
		error = -ENAMETOOLONG;
		if (nd.last.len > NAME_MAX)
			break;
		dentry = lookup(nd.dentry, &nd.last);
		if (dentry == ERR_PTR(-ENOENT)) {
			dentry = d_alloc(nd.dentry, &nd.last);
			error = -ENOMEM;
			if (!dentry)
				break;
			error = create_regular(nd.dentry, dentry,
					       op->mode & ~current_umask());
			if (error)
				dput(dentry);
			else
				file->f_mode |= FMODE_CREATED;
		} else {
			error = PTR_ERR_OR_ZERO(dentry);
		}
		if (error)
			break;
		if (S_ISLNK(d_inode(dentry)->i_mode) && follow) {
			error = -ELOOP;
			if (nd.links++ < MAXSYMLINKS)
				error = walk(&nd, d_inode(dentry)->i_link, true,
					     false);
			dput(dentry);
			continue;
		}
		dput(nd.dentry);
		*found = dentry;
		return 0;
	}
	dput(nd.dentry);
	return error;
}

/*
 * Resolves @name, checks whether @op may be done and opens it. On an error
 * the caller still owns @file.
 */
int open_resolve(struct file *file, const char *name,
		 const struct open_flags *op)
{
	int open_flag = op->open_flag;
	int acc_mode = op->acc_mode;
	struct dentry *dentry = NULL;
	struct inode *inode;
	bool truncate = false;
	int error;

	error = open_last(file, name, op, &dentry);
	if (error)
		return error;
	inode = d_inode(dentry);
	if (open_flag & O_CREAT) {
		error = -EEXIST;
		if (open_flag & O_EXCL && !(file->f_mode & FMODE_CREATED))
			goto out;
		error = -EISDIR;
		if (S_ISDIR(inode->i_mode))
			goto out;
	}
	error = -ENOTDIR;
	if (op->lookup_flags & LOOKUP_DIRECTORY && !S_ISDIR(inode->i_mode))
		goto out;
	if (file->f_mode & FMODE_CREATED) {
		open_flag &= ~O_TRUNC;
		acc_mode = 0;
	} else if (S_ISREG(inode->i_mode) && open_flag & O_TRUNC) {
		truncate = true;
	}
	if (!(open_flag & O_PATH)) {
		error = may_open(inode, acc_mode, open_flag);
		if (error)
			goto out;
	}
	if (S_ISDIR(inode->i_mode) && !(dentry->d_flags & DCACHE_POPULATED)) {
		make_builtins(dentry);
		dentry->d_flags |= DCACHE_POPULATED;
	}
	file->f_path.mnt = &ksim_root_mnt;
	file->f_path.dentry = dentry;
	error = do_dentry_open(file, inode, NULL);
	if (!error && truncate)
		error = do_truncate(inode, 0);
out:
	dput(dentry);
	return error;
}
