// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/random.h>
#include <linux/uuid.h>

const guid_t guid_null;
EXPORT_SYMBOL(guid_null);
const uuid_t uuid_null;
EXPORT_SYMBOL(uuid_null);

const u8 guid_index[16] = {
	3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15
};
const u8 uuid_index[16] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
};

/* Random, version 4, variant DCE; the version lies in byte @version_at. */
static void generate(u8 bytes[16], int version_at)
{
	get_random_bytes(bytes, 16);
	bytes[version_at] = (bytes[version_at] & 0x0f) | 0x40;
	bytes[8] = (bytes[8] & 0x3f) | 0x80;
}

void generate_random_uuid(unsigned char uuid[16])
{
	generate(uuid, 6);
}
EXPORT_SYMBOL(generate_random_uuid);

void generate_random_guid(unsigned char guid[16])
{
	generate(guid, 7);
}
EXPORT_SYMBOL(generate_random_guid);

void guid_gen(guid_t *u)
{
	generate(u->b, 7);
}
EXPORT_SYMBOL_GPL(guid_gen);

void uuid_gen(uuid_t *u)
{
	generate(u->b, 6);
}
EXPORT_SYMBOL_GPL(uuid_gen);

static bool dash_at(int i)
{
	return i == 8 || i == 13 || i == 18 || i == 23;
}

bool uuid_is_valid(const char *uuid)
{
	int i;

	for (i = 0; i < UUID_STRING_LEN; i++)
		if (dash_at(i) ? uuid[i] != '-' : !isxdigit(uuid[i]))
			return false;
	return true;
}
EXPORT_SYMBOL(uuid_is_valid);

static int parse(const char *uuid, u8 bytes[16], const u8 index[16])
{
	int i;

	if (!uuid_is_valid(uuid))
		return -EINVAL;
	for (i = 0; i < 16; i++, uuid += 2) {
		if (*uuid == '-')
			uuid++;
		bytes[index[i]] = hex_to_bin(uuid[0]) << 4 |
				  hex_to_bin(uuid[1]);
	}
	return 0;
}

int guid_parse(const char *uuid, guid_t *u)
{
	return parse(uuid, u->b, guid_index);
}
EXPORT_SYMBOL(guid_parse);

int uuid_parse(const char *uuid, uuid_t *u)
{
	return parse(uuid, u->b, uuid_index);
}
EXPORT_SYMBOL(uuid_parse);
