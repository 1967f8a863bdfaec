/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Configuration space of a ConnectX-5 Ex physical function: header, PCI
 * Express, MSI-X, power management and vendor-specific capabilities.
 *
 * Each bit has a fixed behaviour: read-only, writable, or cleared by writing
 * one.  Registers that are not listed read as zero and ignore writes.  They include the
 * expansion ROM BAR, so that the client finds no ROM when it sizes that BAR.
 */
#ifndef VCX_PCI_H
#define VCX_PCI_H

#include <stddef.h>
#include <stdint.h>

#include <linux/pci_regs.h>

#include "vconnectx/vfio/vsc.h"

#define MSIX_TABLE_AT 0x2000u /* in BAR 0 */
#define MSIX_PBA_AT   0x3000u

/**
 * struct pci_ops - effects of configuration writes
 * @flr: function level reset; called when the space has its default values again
 * @bus_master: the bus master enable bit has changed
 */
struct pci_ops {
	void (*flr)(void *priv);
	void (*bus_master)(void *priv, int on);
};

struct pci_config {
	const struct pci_ops *ops;
	void *priv;
	struct vsc vsc; /* not reset by an FLR, because other functions share it */
	uint8_t power_on[PCI_CFG_SPACE_EXP_SIZE];
	uint8_t data[PCI_CFG_SPACE_EXP_SIZE];
	uint8_t writable[PCI_CFG_SPACE_EXP_SIZE];
	uint8_t write_1_clear[PCI_CFG_SPACE_EXP_SIZE];
};

/**
 * pci_config_init() - fill the space with its power-on values
 * @bar0_size: a power of two from 16 bytes to 2 GiB
 * @nr_vectors: MSI-X vectors, 1 to 2048
 */
void pci_config_init(struct pci_config *pci, uint32_t bar0_size, unsigned int nr_vectors,
		     const struct pci_ops *ops, void *priv);

/* Restore the power-on values; calls ops->bus_master if bus mastering was on. */
void pci_config_reset(struct pci_config *pci);

/* The caller has checked that off + len lies within the space. */
void pci_config_read(const struct pci_config *pci, size_t off, void *buf, size_t len);
void pci_config_write(struct pci_config *pci, size_t off, const void *buf, size_t len);

#endif
