// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Properties of devices, out of the device tree.
 *
 * Stands for: drivers/base/property.c, drivers/of/base.c, property.c, device.c
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/of_device.h>
#include <linux/property.h>
#include <linux/string.h>
#include <asm/unaligned.h>

const struct fwnode_operations of_fwnode_ops = { .name = "of" };
EXPORT_SYMBOL_GPL(of_fwnode_ops);

struct property *of_find_property(const struct device_node *np,
				  const char *name, int *lenp)
{
	struct property *pp;

	for (pp = np ? np->properties : NULL; pp; pp = pp->next) {
		if (!strcmp(pp->name, name)) {
			if (lenp)
				*lenp = pp->length;
			return pp;
		}
	}
	return NULL;
}
EXPORT_SYMBOL(of_find_property);

const void *of_get_property(const struct device_node *np, const char *name,
			    int *lenp)
{
	struct property *pp = of_find_property(np, name, lenp);

	return pp ? pp->value : NULL;
}
EXPORT_SYMBOL(of_get_property);

/* The next of the strings of a property, the first after NULL. */
static const char *next_string(const struct property *pp, const char *at)
{
	const char *end = pp->value + pp->length;

	at = at ? at + strnlen(at, end - at) + 1 : pp->value;
	return at < end ? at : NULL;
}

/* Numbers */

static int find_value(const struct device_node *np, const char *name,
		      size_t size_min, size_t *length, const u8 **value)
{
	struct property *pp = of_find_property(np, name, NULL);

	if (!pp)
		return -EINVAL;
	if (!pp->length)
		return -ENODATA;
	if (pp->length < size_min)
		return -EOVERFLOW;
	*value = pp->value;
	*length = pp->length;
	return 0;
}

#define READ_ARRAY(type, get)						\
int of_property_read_variable_##type##_array(				\
	const struct device_node *np, const char *propname,		\
	type *out_values, size_t sz_min, size_t sz_max)			\
{									\
	const u8 *value;						\
	size_t length, i, count = sz_min;				\
	int ret = find_value(np, propname, sz_min * sizeof(type),	\
			     &length, &value);				\
									\
	if (ret)							\
		return ret;						\
	if (sz_max) {							\
		count = length / sizeof(type);				\
		if (count > sz_max)					\
			return -EOVERFLOW;				\
	}								\
	for (i = 0; i < count; i++)					\
		out_values[i] = get(value + i * sizeof(type));		\
	return count;							\
}									\
EXPORT_SYMBOL_GPL(of_property_read_variable_##type##_array)

#define get_u8(p) (*(p))
READ_ARRAY(u8, get_u8);
READ_ARRAY(u16, get_unaligned_be16);
READ_ARRAY(u32, get_unaligned_be32);
READ_ARRAY(u64, get_unaligned_be64);

int of_property_read_u32_index(const struct device_node *np,
			       const char *propname, u32 index, u32 *out_value)
{
	const u8 *value;
	size_t length;
	int ret = find_value(np, propname, (index + 1) * sizeof(u32), &length,
			     &value);

	if (!ret)
		*out_value = get_unaligned_be32(value + index * sizeof(u32));
	return ret;
}
EXPORT_SYMBOL_GPL(of_property_read_u32_index);

int of_property_count_elems_of_size(const struct device_node *np,
				    const char *propname, int elem_size)
{
	struct property *pp = of_find_property(np, propname, NULL);

	if (!pp)
		return -EINVAL;
	if (!pp->length)
		return -ENODATA;
	if (pp->length % elem_size) {
		pr_err("size of %s in node %s is not a multiple of %d\n",
		       propname, np->full_name, elem_size);
		return -EINVAL;
	}
	return pp->length / elem_size;
}
EXPORT_SYMBOL_GPL(of_property_count_elems_of_size);

/* Strings */

/* Return: -EILSEQ if the last string has no end. */
static int find_strings(const struct device_node *np, const char *name,
			struct property **pp)
{
	*pp = of_find_property(np, name, NULL);
	if (!*pp)
		return -EINVAL;
	if (!(*pp)->length)
		return -ENODATA;
	if (((char *)(*pp)->value)[(*pp)->length - 1])
		return -EILSEQ;
	return 0;
}

int of_property_read_string(const struct device_node *np, const char *propname,
			    const char **out_string)
{
	struct property *pp;
	int ret = find_strings(np, propname, &pp);

	if (!ret)
		*out_string = pp->value;
	return ret;
}
EXPORT_SYMBOL_GPL(of_property_read_string);

int of_property_match_string(const struct device_node *np,
			     const char *propname, const char *string)
{
	const char *at = NULL;
	struct property *pp;
	int index, ret = find_strings(np, propname, &pp);

	if (ret)
		return ret;
	for (index = 0; (at = next_string(pp, at)); index++)
		if (!strcmp(at, string))
			return index;
	return -ENODATA;
}
EXPORT_SYMBOL_GPL(of_property_match_string);

int of_property_read_string_helper(const struct device_node *np,
				   const char *propname, const char **out_strs,
				   size_t sz, int skip)
{
	const char *at = NULL;
	struct property *pp;
	int index, ret = find_strings(np, propname, &pp);

	if (ret)
		return ret;
	for (index = 0; (!out_strs || index < skip + sz) &&
	     (at = next_string(pp, at)); index++)
		if (out_strs && index >= skip)
			*out_strs++ = at;
	index -= skip;
	return index <= 0 ? -ENODATA : index;
}
EXPORT_SYMBOL_GPL(of_property_read_string_helper);

/* Matching */

int of_device_is_compatible(const struct device_node *device, const char *name)
{
	struct property *pp = of_find_property(device, "compatible", NULL);
	const char *at = NULL;
	int index;

	/* What is named first fits best. */
	for (index = 0; pp && (at = next_string(pp, at)); index++)
		if (!strcasecmp(at, name))
			return INT_MAX / 2 - (index << 2);
	return 0;
}
EXPORT_SYMBOL(of_device_is_compatible);

bool of_device_is_available(const struct device_node *device)
{
	const char *status;

	if (!device)
		return false;
	if (of_property_read_string(device, "status", &status))
		return true;
	return !strcmp(status, "okay") || !strcmp(status, "ok");
}
EXPORT_SYMBOL(of_device_is_available);

const struct of_device_id *of_match_node(const struct of_device_id *matches,
					 const struct device_node *node)
{
	const struct of_device_id *best = NULL;
	int score, best_score = 0;

	if (!matches || !node)
		return NULL;
	for (; matches->name[0] || matches->type[0] || matches->compatible[0];
	     matches++) {
		if (!matches->compatible[0])
			continue;
		score = of_device_is_compatible(node, matches->compatible);
		if (score > best_score) {
			best = matches;
			best_score = score;
		}
	}
	return best;
}
EXPORT_SYMBOL(of_match_node);

const struct of_device_id *of_match_device(const struct of_device_id *matches,
					   const struct device *dev)
{
	return matches ? of_match_node(matches, dev->of_node) : NULL;
}
EXPORT_SYMBOL(of_match_device);

const void *of_device_get_match_data(const struct device *dev)
{
	const struct of_device_id *match = NULL;

	if (dev->driver)
		match = of_match_device(dev->driver->of_match_table, dev);
	return match ? match->data : NULL;
}
EXPORT_SYMBOL(of_device_get_match_data);

/* By device */

struct fwnode_handle *dev_fwnode(const struct device *dev)
{
	return dev->of_node ? of_fwnode_handle(dev->of_node) : dev->fwnode;
}
EXPORT_SYMBOL_GPL(dev_fwnode);

bool device_property_present(const struct device *dev, const char *propname)
{
	return of_find_property(dev->of_node, propname, NULL);
}
EXPORT_SYMBOL_GPL(device_property_present);

#define DEVICE_READ_ARRAY(type)						\
int device_property_read_##type##_array(const struct device *dev,	\
					const char *propname,		\
					type *val, size_t nval)		\
{									\
	if (!dev->of_node)						\
		return -ENXIO;						\
	if (!val)							\
		return of_property_count_elems_of_size(			\
			dev->of_node, propname, sizeof(type));		\
	return of_property_read_##type##_array(dev->of_node, propname,	\
					       val, nval);		\
}									\
EXPORT_SYMBOL_GPL(device_property_read_##type##_array)

DEVICE_READ_ARRAY(u8);
DEVICE_READ_ARRAY(u16);
DEVICE_READ_ARRAY(u32);
DEVICE_READ_ARRAY(u64);

int device_property_read_string_array(const struct device *dev,
				      const char *propname, const char **val,
				      size_t nval)
{
	if (!dev->of_node)
		return -ENXIO;
	return val ? of_property_read_string_array(dev->of_node, propname, val,
						   nval) :
		     of_property_count_strings(dev->of_node, propname);
}
EXPORT_SYMBOL_GPL(device_property_read_string_array);

int device_property_read_string(const struct device *dev, const char *propname,
				const char **val)
{
	int ret = device_property_read_string_array(dev, propname, val, 1);

	return ret < 0 ? ret : 0;
}
EXPORT_SYMBOL_GPL(device_property_read_string);

int device_property_match_string(const struct device *dev,
				 const char *propname, const char *string)
{
	if (!dev->of_node)
		return -ENXIO;
	return of_property_match_string(dev->of_node, propname, string);
}
EXPORT_SYMBOL_GPL(device_property_match_string);

const void *device_get_match_data(const struct device *dev)
{
	return of_device_get_match_data(dev);
}
EXPORT_SYMBOL_GPL(device_get_match_data);
