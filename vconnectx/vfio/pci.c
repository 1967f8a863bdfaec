// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/vfio/pci.h"

#include <stdbool.h>
#include <string.h>

#include "vconnectx/host/util.h"

/* Capability offsets of a real ConnectX-5; the list order is PCIe, MSI-X, VSC, PM. */
#define CAP_PM	 0x40
#define CAP_PCIE 0x60
#define CAP_MSIX 0x9c
#define CAP_VSC	 0xc0

#define MELLANOX       0x15b3
#define CONNECTX5_EX   0x1019
#define SUBSYSTEM      0x0008 /* ConnectX-5 Ex EN adapter card */
#define CLASS_ETHERNET 0x0200

/* "ASPM Optionality Compliance", not defined in pci_regs.h */
#define PCI_EXP_LNKCAP_ASPM_OPT_COMPLIANCE (1 << 22)
#define LINK_SPEEDS_GEN3 \
	(PCI_EXP_LNKCAP2_SLS_2_5GB | PCI_EXP_LNKCAP2_SLS_5_0GB | PCI_EXP_LNKCAP2_SLS_8_0GB)
#define LINK_WIDTH_X16 (16 << PCI_EXP_LNKSTA_NLW_SHIFT)

/* One register: value after reset, writable bits, and bits that are cleared by writing one */
struct reg {
	uint16_t off;
	uint8_t len;
	uint32_t value;
	uint32_t writable;
	uint32_t write_1_clear;
};

static const struct reg regs[] = {
	{ PCI_VENDOR_ID, 2, MELLANOX, 0, 0 },
	{ PCI_DEVICE_ID, 2, CONNECTX5_EX, 0, 0 },
	{ PCI_COMMAND, 2, 0,
	  PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_PARITY | PCI_COMMAND_SERR |
		  PCI_COMMAND_INTX_DISABLE,
	  0 },
	{ PCI_STATUS, 2, PCI_STATUS_CAP_LIST, 0,
	  PCI_STATUS_PARITY | PCI_STATUS_SIG_TARGET_ABORT | PCI_STATUS_REC_TARGET_ABORT |
		  PCI_STATUS_REC_MASTER_ABORT | PCI_STATUS_SIG_SYSTEM_ERROR |
		  PCI_STATUS_DETECTED_PARITY },
	{ PCI_CLASS_DEVICE, 2, CLASS_ETHERNET, 0, 0 },
	{ PCI_CACHE_LINE_SIZE, 1, 0, 0xff, 0 },
	{ PCI_BASE_ADDRESS_1, 4, 0, 0xffffffff, 0 },
	{ PCI_SUBSYSTEM_VENDOR_ID, 2, MELLANOX, 0, 0 },
	{ PCI_SUBSYSTEM_ID, 2, SUBSYSTEM, 0, 0 },
	{ PCI_CAPABILITY_LIST, 1, CAP_PCIE, 0, 0 },
	{ PCI_INTERRUPT_LINE, 1, 0, 0xff, 0 },

	{ CAP_PCIE + PCI_CAP_LIST_ID, 1, PCI_CAP_ID_EXP, 0, 0 },
	{ CAP_PCIE + PCI_CAP_LIST_NEXT, 1, CAP_MSIX, 0, 0 },
	{ CAP_PCIE + PCI_EXP_FLAGS, 2, 2 | PCI_EXP_TYPE_ENDPOINT << 4, 0, 0 },
	{ CAP_PCIE + PCI_EXP_DEVCAP, 4,
	  2 /* payload of 512 bytes */ | PCI_EXP_DEVCAP_EXT_TAG | PCI_EXP_DEVCAP_RBER |
		  PCI_EXP_DEVCAP_FLR,
	  0, 0 },
	/* PCI_EXP_DEVCTL_BCR_FLR starts a reset, and always reads as 0 */
	{ CAP_PCIE + PCI_EXP_DEVCTL, 2,
	  PCI_EXP_DEVCTL_RELAX_EN | PCI_EXP_DEVCTL_EXT_TAG | PCI_EXP_DEVCTL_NOSNOOP_EN |
		  PCI_EXP_DEVCTL_READRQ_512B,
	  PCI_EXP_DEVCTL_CERE | PCI_EXP_DEVCTL_NFERE | PCI_EXP_DEVCTL_FERE | PCI_EXP_DEVCTL_URRE |
		  PCI_EXP_DEVCTL_RELAX_EN | PCI_EXP_DEVCTL_PAYLOAD | PCI_EXP_DEVCTL_EXT_TAG |
		  PCI_EXP_DEVCTL_NOSNOOP_EN | PCI_EXP_DEVCTL_READRQ,
	  0 },
	{ CAP_PCIE + PCI_EXP_DEVSTA, 2, 0, 0,
	  PCI_EXP_DEVSTA_CED | PCI_EXP_DEVSTA_NFED | PCI_EXP_DEVSTA_FED | PCI_EXP_DEVSTA_URD },
	{ CAP_PCIE + PCI_EXP_LNKCAP, 4,
	  PCI_EXP_LNKCAP_SLS_8_0GB | LINK_WIDTH_X16 | PCI_EXP_LNKCAP_ASPM_OPT_COMPLIANCE, 0, 0 },
	{ CAP_PCIE + PCI_EXP_LNKCTL, 2, 0,
	  PCI_EXP_LNKCTL_RCB | PCI_EXP_LNKCTL_CCC | PCI_EXP_LNKCTL_ES, 0 },
	{ CAP_PCIE + PCI_EXP_LNKSTA, 2,
	  PCI_EXP_LNKSTA_CLS_8_0GB | LINK_WIDTH_X16 | PCI_EXP_LNKSTA_SLC, 0, 0 },
	{ CAP_PCIE + PCI_EXP_DEVCAP2, 4,
	  PCI_EXP_DEVCAP2_COMP_TMOUT_DIS | 0xf /* all timeout ranges */, 0, 0 },
	{ CAP_PCIE + PCI_EXP_DEVCTL2, 2, 0,
	  PCI_EXP_DEVCTL2_COMP_TIMEOUT | PCI_EXP_DEVCTL2_COMP_TMOUT_DIS, 0 },
	{ CAP_PCIE + PCI_EXP_LNKCAP2, 4, LINK_SPEEDS_GEN3, 0, 0 },
	{ CAP_PCIE + PCI_EXP_LNKCTL2, 2, PCI_EXP_LNKCTL2_TLS_8_0GT, PCI_EXP_LNKCTL2_TLS, 0 },

	{ CAP_MSIX + PCI_CAP_LIST_ID, 1, PCI_CAP_ID_MSIX, 0, 0 },
	{ CAP_MSIX + PCI_CAP_LIST_NEXT, 1, CAP_VSC, 0, 0 },
	{ CAP_MSIX + PCI_MSIX_TABLE, 4, MSIX_TABLE_AT, 0, 0 },
	{ CAP_MSIX + PCI_MSIX_PBA, 4, MSIX_PBA_AT, 0, 0 },

	{ CAP_VSC + PCI_CAP_LIST_ID, 1, PCI_CAP_ID_VNDR, 0, 0 },
	{ CAP_VSC + PCI_CAP_LIST_NEXT, 1, CAP_PM, 0, 0 },

	{ CAP_PM + PCI_CAP_LIST_ID, 1, PCI_CAP_ID_PM, 0, 0 },
	{ CAP_PM + PCI_PM_PMC, 2, 3 /* version 1.2 */, 0, 0 },
	{ CAP_PM + PCI_PM_CTRL, 2, PCI_PM_CTRL_NO_SOFT_RESET, PCI_PM_CTRL_STATE_MASK, 0 },
};

static void put_le(uint8_t *at, uint32_t value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static void add_reg(struct pci_config *pci, const struct reg *r)
{
	put_le(pci->power_on + r->off, r->value, r->len);
	put_le(pci->writable + r->off, r->writable, r->len);
	put_le(pci->write_1_clear + r->off, r->write_1_clear, r->len);
}

static bool bus_master(const struct pci_config *pci)
{
	return pci->data[PCI_COMMAND] & PCI_COMMAND_MASTER;
}

void pci_config_init(struct pci_config *pci, uint32_t bar0_size, unsigned int nr_vectors,
		     const struct pci_ops *ops, void *priv)
{
	const struct reg bar0 = { PCI_BASE_ADDRESS_0, 4,
				  PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH,
				  ~(bar0_size - 1), 0 };
	const struct reg msix_flags = { CAP_MSIX + PCI_MSIX_FLAGS, 2, nr_vectors - 1,
					PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE, 0 };

	*pci = (struct pci_config){ .ops = ops, .priv = priv };
	for (size_t i = 0; i < ARRAY_SIZE(regs); i++)
		add_reg(pci, &regs[i]);
	add_reg(pci, &bar0);
	add_reg(pci, &msix_flags);
	vsc_power_on(pci->power_on + CAP_VSC);
	memcpy(pci->data, pci->power_on, sizeof(pci->data));
}

void pci_config_reset(struct pci_config *pci)
{
	bool was_on = bus_master(pci);

	memcpy(pci->data, pci->power_on, sizeof(pci->data));
	if (was_on)
		pci->ops->bus_master(pci->priv, 0);
}

void pci_config_read(const struct pci_config *pci, size_t off, void *buf, size_t len)
{
	memcpy(buf, pci->data + off, len);
}

void pci_config_write(struct pci_config *pci, size_t off, const void *buf, size_t len)
{
	/* The FLR bit is the top bit of the register's second byte. */
	const size_t flr_at = CAP_PCIE + PCI_EXP_DEVCTL + 1;
	const uint8_t *from = buf;
	bool was_on = bus_master(pci);
	bool flr;

	for (size_t i = 0; i < len; i++) {
		uint8_t w = pci->writable[off + i];
		uint8_t *d = &pci->data[off + i];

		*d = (uint8_t)((*d & ~w) | (from[i] & w));
		*d &= (uint8_t)~(from[i] & pci->write_1_clear[off + i]);
	}
	if (off >= CAP_VSC && off < CAP_VSC + VSC_SIZE)
		vsc_write(&pci->vsc, pci->data + CAP_VSC, off - CAP_VSC, from, len);
	if (bus_master(pci) != was_on)
		pci->ops->bus_master(pci->priv, !was_on);

	flr = flr_at >= off && flr_at - off < len &&
	      from[flr_at - off] & PCI_EXP_DEVCTL_BCR_FLR >> 8;
	if (flr) {
		pci_config_reset(pci);
		pci->ops->flr(pci->priv);
	}
}
