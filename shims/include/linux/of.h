/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device tree: what a machine says of its devices.
 *
 * Stands for: include/linux/of.h, drivers/of/base.c, drivers/of/property.c
 * Fidelity:   MODEL - nodes and properties that a test declares, see
 *	       ksim/platform_device.hh; a node has no parent and no children
 * Absent:     phandles, of_find_node_by_path(), overlays, of_graph
 */
#ifndef _LINUX_OF_H
#define _LINUX_OF_H

#include <linux/errno.h>
#include <linux/fwnode.h>
#include <linux/mod_devicetable.h>
#include <linux/string.h>
#include <linux/types.h>

struct device;

/**
 * struct property - a value with a name
 * @name: of the property
 * @length: bytes
 * @value: numbers are big-endian, strings end with NUL
 * @next: of the same node
 */
struct property {
	char *name;
	int length;
	void *value;
	struct property *next;
};

struct device_node {
	const char *name;
	const char *full_name;
	struct fwnode_handle fwnode;
	struct property *properties;
	struct device_node *parent;
	struct device_node *child;
	struct device_node *sibling;
	void *data;
};

extern const struct fwnode_operations of_fwnode_ops;

static inline bool is_of_node(const struct fwnode_handle *fwnode)
{
	return !IS_ERR_OR_NULL(fwnode) && fwnode->ops == &of_fwnode_ops;
}

#define to_of_node(__fwnode) \
	(is_of_node(__fwnode) ? \
	 container_of(__fwnode, struct device_node, fwnode) : NULL)
#define of_fwnode_handle(node) \
	((node) ? (struct fwnode_handle *)&(node)->fwnode : NULL)

/* Nodes stay as long as their devices. */
static inline struct device_node *of_node_get(struct device_node *node)
{
	return node;
}

static inline void of_node_put(struct device_node *node)
{
	/* Nobody counts. */
}

struct property *of_find_property(const struct device_node *np,
				  const char *name, int *lenp);
const void *of_get_property(const struct device_node *node, const char *name,
			    int *lenp);
int of_device_is_compatible(const struct device_node *device,
			    const char *name);
bool of_device_is_available(const struct device_node *device);
const struct of_device_id *of_match_node(const struct of_device_id *matches,
					 const struct device_node *node);

int of_property_count_elems_of_size(const struct device_node *np,
				    const char *propname, int elem_size);
int of_property_read_u32_index(const struct device_node *np,
			       const char *propname, u32 index, u32 *out_value);
/*
 * Read @sz_min to @sz_max elements; -EINVAL without such a property, -ENODATA
 * without a value, -EOVERFLOW if it is too short. Return: how many.
 */
int of_property_read_variable_u8_array(const struct device_node *np,
				       const char *propname, u8 *out_values,
				       size_t sz_min, size_t sz_max);
int of_property_read_variable_u16_array(const struct device_node *np,
					const char *propname, u16 *out_values,
					size_t sz_min, size_t sz_max);
int of_property_read_variable_u32_array(const struct device_node *np,
					const char *propname, u32 *out_values,
					size_t sz_min, size_t sz_max);
int of_property_read_variable_u64_array(const struct device_node *np,
					const char *propname, u64 *out_values,
					size_t sz_min, size_t sz_max);
int of_property_read_string(const struct device_node *np, const char *propname,
			    const char **out_string);
int of_property_match_string(const struct device_node *np,
			     const char *propname, const char *string);
int of_property_read_string_helper(const struct device_node *np,
				   const char *propname,
				   const char **out_strs, size_t sz, int index);

static inline bool of_property_read_bool(const struct device_node *np,
					 const char *propname)
{
	return of_find_property(np, propname, NULL);
}

#define of_property_present(np, propname) of_property_read_bool(np, propname)

#define KSIM_OF_READ_ARRAY(type)					\
static inline int of_property_read_##type##_array(			\
	const struct device_node *np, const char *propname,		\
	type *out_values, size_t sz)					\
{									\
	int ret = of_property_read_variable_##type##_array(np, propname, \
							   out_values, sz, 0); \
									\
	return ret >= 0 ? 0 : ret;					\
}									\
									\
static inline int of_property_read_##type(const struct device_node *np,	\
					  const char *propname,		\
					  type *out_value)		\
{									\
	return of_property_read_##type##_array(np, propname, out_value, 1); \
}

KSIM_OF_READ_ARRAY(u8)
KSIM_OF_READ_ARRAY(u16)
KSIM_OF_READ_ARRAY(u32)
KSIM_OF_READ_ARRAY(u64)

static inline int of_property_read_s32(const struct device_node *np,
				       const char *propname, s32 *out_value)
{
	return of_property_read_u32(np, propname, (u32 *)out_value);
}

static inline int of_property_count_u32_elems(const struct device_node *np,
					      const char *propname)
{
	return of_property_count_elems_of_size(np, propname, sizeof(u32));
}

static inline int of_property_count_strings(const struct device_node *np,
					    const char *propname)
{
	return of_property_read_string_helper(np, propname, NULL, 0, 0);
}

static inline int of_property_read_string_index(const struct device_node *np,
						const char *propname, int index,
						const char **output)
{
	int ret = of_property_read_string_helper(np, propname, output, 1,
						 index);

	return ret < 0 ? ret : 0;
}

static inline int of_property_read_string_array(const struct device_node *np,
						const char *propname,
						const char **out_strs,
						size_t sz)
{
	return of_property_read_string_helper(np, propname, out_strs, sz, 0);
}

#define of_match_ptr(_ptr) (_ptr)

#endif
