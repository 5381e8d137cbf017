// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CRC-8 with the caller's table.
 */
#include <linux/crc8.h>
#include <linux/export.h>

void crc8_populate_msb(u8 table[CRC8_TABLE_SIZE], u8 polynomial)
{
	unsigned int byte, bit;

	for (byte = 0; byte < CRC8_TABLE_SIZE; byte++) {
		u8 crc = byte;

		for (bit = 0; bit < 8; bit++)
			crc = crc << 1 ^ (crc & 0x80 ? polynomial : 0);
		table[byte] = crc;
	}
}
EXPORT_SYMBOL(crc8_populate_msb);

void crc8_populate_lsb(u8 table[CRC8_TABLE_SIZE], u8 polynomial)
{
	unsigned int byte, bit;

	for (byte = 0; byte < CRC8_TABLE_SIZE; byte++) {
		u8 crc = byte;

		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? polynomial : 0);
		table[byte] = crc;
	}
}
EXPORT_SYMBOL(crc8_populate_lsb);

u8 crc8(const u8 table[CRC8_TABLE_SIZE], const u8 *pdata, size_t nbytes, u8 crc)
{
	while (nbytes--)
		crc = table[crc ^ *pdata++];
	return crc;
}
EXPORT_SYMBOL(crc8);
