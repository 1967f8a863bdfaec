// SPDX-License-Identifier: GPL-2.0-only
/*
 * MCIA: EEPROM of the cable module, a QSFP28 direct attach copper cable of one
 * metre.  Offsets and codes are those of SFF-8636.  A passive copper cable has flat
 * memory: only page 0, and no diagnostics.
 */
#include <stdio.h>
#include <string.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/reg/reg.h"
#include "vconnectx/card/port/vport.h"
#include "vconnectx/host/util.h"

#define EEPROM_SIZE    256u
#define I2C_ADDR       0x50u
#define MCIA_MAX_BYTES (12u * 4) /* without mcia_32dwords in MCAM */
#define MCIA_BIG_BYTES (32u * 4)

/* MCIA status */
enum { MCIA_GOOD = 0, MCIA_NO_EEPROM = 1 };

static const struct eeprom_byte {
	uint8_t off;
	uint8_t value;
} identity[] = {
	{ 0, 0x11 },				  /* identifier: QSFP28 */
	{ 1, 0x07 },				  /* revision compliance: SFF-8636 rev 2.5 to 2.7 */
	{ 2, 0x04 },				  /* status: flat memory */
	{ 128, 0x11 },				  /* identifier again */
	{ 130, 0x23 },				  /* connector: no separable connector */
	{ 131, 0x80 },				  /* compliance: see byte 192 */
	{ 139, 0x05 },				  /* encoding: 64B/66B */
	{ 140, 0xff },				  /* nominal rate: see byte 222 */
	{ 146, 1 },				  /* length of cable: 1 m */
	{ 147, 0xa0 },				  /* technology: copper, unequalized */
	{ 165, 0x00 },				  /* vendor OUI: that of the adapter's vendor */
	{ 166, 0x02 }, { 167, 0xc9 }, { 186, 4 }, /* attenuation at 2.5, 5, 7, 12.9 GHz: dB */
	{ 187, 6 },    { 188, 7 },    { 189, 10 },
	{ 192, 0x0b }, /* extended compliance: 100GBASE-CR4, CA-L */
	{ 222, 0x67 }, /* nominal rate: 25.75 Gb/s in units of 250 Mb/s */
};

#define VENDOR_NAME 148
#define VENDOR_PN   168
#define VENDOR_REV  184
#define VENDOR_SN   196
#define DATE_CODE   212
#define CHECK_BASE  191 /* sum of 128 to 190 */
#define CHECK_EXT   223 /* sum of 192 to 222 */

static void put_text(uint8_t *eeprom, unsigned int off, unsigned int len, const char *text)
{
	memset(eeprom + off, ' ', len);
	memcpy(eeprom + off, text, strlen(text) < len ? strlen(text) : len);
}

static uint8_t sum(const uint8_t *eeprom, unsigned int first, unsigned int last)
{
	unsigned int total = 0;

	for (unsigned int i = first; i <= last; i++)
		total += eeprom[i];
	return (uint8_t)total;
}

static void make_eeprom(const struct vcx_dev *dev, uint8_t *eeprom)
{
	const uint8_t *mac = dev->vport->permanent_mac;
	char serial[17];

	memset(eeprom, 0, EEPROM_SIZE);
	for (size_t i = 0; i < ARRAY_SIZE(identity); i++)
		eeprom[identity[i].off] = identity[i].value;
	snprintf(serial, sizeof(serial), "VCX%02X%02X%02X%02X%02X%02X", mac[0], mac[1], mac[2],
		 mac[3], mac[4], mac[5]);
	put_text(eeprom, VENDOR_NAME, 16, "vconnectx");
	put_text(eeprom, VENDOR_PN, 16, "VCX-DAC-100G-1M");
	put_text(eeprom, VENDOR_REV, 2, "A1");
	put_text(eeprom, VENDOR_SN, 16, serial);
	put_text(eeprom, DATE_CODE, 8, "260101");
	eeprom[CHECK_BASE] = sum(eeprom, 128, 190);
	eeprom[CHECK_EXT] = sum(eeprom, 192, 222);
}

static enum vcx_status mcia(struct vcx_dev *dev, struct vcx_cmd *cmd, uint8_t *reg, bool write)
{
	unsigned int module = (unsigned int)VCX_GET(mcia_reg, reg, module);
	unsigned int off = (unsigned int)VCX_GET(mcia_reg, reg, device_address);
	unsigned int len = (unsigned int)VCX_GET(mcia_reg, reg, size);
	unsigned int max = vcx_caps_value(&dev->caps, "mcam_features.mcia_32dwords") ?
				   MCIA_BIG_BYTES :
				   MCIA_MAX_BYTES;
	uint8_t *dwords = VCX_ADDR(mcia_reg, reg, dwords);
	uint8_t eeprom[EEPROM_SIZE];

	(void)write;
	if (module)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_MODULE,
				"module %u: only module 0 exists", module);
	if (!len || len > max || off + len > EEPROM_SIZE)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_RANGE,
				"cannot read %u bytes at offset %u of the module", len, off);
	memset(dwords, 0, VCX_FLD_SZ(mcia_reg, dwords));
	if (VCX_GET(mcia_reg, reg, i2c_device_address) != I2C_ADDR) {
		VCX_SET(mcia_reg, reg, status, MCIA_NO_EEPROM);
		return VCX_OK;
	}
	make_eeprom(dev, eeprom);
	memcpy(dwords, eeprom + off, len);
	VCX_SET(mcia_reg, reg, status, MCIA_GOOD);
	return VCX_OK;
}

static const struct vcx_reg_desc regs[] = {
	{ VCX_REG_MCIA, VCX_ST_SZ(mcia_reg), false, true, mcia },
};

const struct vcx_reg_family vcx_regs_module = { regs, ARRAY_SIZE(regs) };
