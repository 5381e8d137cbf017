/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Properties of devices, whichever firmware tells of them.
 *
 * Stands for: include/linux/property.h, drivers/base/property.c
 * Fidelity:   MODEL - answers come from the device tree, see <linux/of.h>
 * Absent:     software nodes, children, graphs, references
 */
#ifndef _LINUX_PROPERTY_H_
#define _LINUX_PROPERTY_H_

#include <linux/fwnode.h>
#include <linux/types.h>

struct device;

struct fwnode_handle *dev_fwnode(const struct device *dev);

bool device_property_present(const struct device *dev, const char *propname);
int device_property_read_u8_array(const struct device *dev,
				  const char *propname, u8 *val, size_t nval);
int device_property_read_u16_array(const struct device *dev,
				   const char *propname, u16 *val, size_t nval);
/*
 * Return: 0; with @val NULL how many elements there are; -EINVAL without such a
 * property, -ENODATA, -EOVERFLOW, -EPROTO as <linux/of.h> has them; -ENXIO
 * without firmware.
 */
int device_property_read_u32_array(const struct device *dev,
				   const char *propname, u32 *val, size_t nval);
int device_property_read_u64_array(const struct device *dev,
				   const char *propname, u64 *val, size_t nval);
int device_property_read_string_array(const struct device *dev,
				      const char *propname, const char **val,
				      size_t nval);
int device_property_read_string(const struct device *dev, const char *propname,
				const char **val);
int device_property_match_string(const struct device *dev,
				 const char *propname, const char *string);
const void *device_get_match_data(const struct device *dev);

static inline bool device_property_read_bool(const struct device *dev,
					     const char *propname)
{
	return device_property_present(dev, propname);
}

#define KSIM_DEVICE_PROPERTY_READ(type)					\
static inline int device_property_read_##type(const struct device *dev,	\
					      const char *propname,	\
					      type *val)		\
{									\
	return device_property_read_##type##_array(dev, propname, val, 1); \
}

KSIM_DEVICE_PROPERTY_READ(u8)
KSIM_DEVICE_PROPERTY_READ(u16)
KSIM_DEVICE_PROPERTY_READ(u32)
KSIM_DEVICE_PROPERTY_READ(u64)

static inline int device_property_count_u32(const struct device *dev,
					    const char *propname)
{
	return device_property_read_u32_array(dev, propname, NULL, 0);
}

#endif
