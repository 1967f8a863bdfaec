// SPDX-License-Identifier: GPL-2.0-only
/* Configuration space: write masks, sizing, capabilities and reset by FLR. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vconnectx/vfio/pci.h"

#define BAR0_SIZE (32u << 20)
#define VECTORS	  64

static struct {
	int flr;
	int master_calls;
	int master;
} seen;

static void on_flr(void *priv)
{
	(void)priv;
	seen.flr++;
}

static void on_bus_master(void *priv, int on)
{
	(void)priv;
	seen.master_calls++;
	seen.master = on;
}

static const struct pci_ops ops = { on_flr, on_bus_master };
static struct pci_config pci;

static int setup(void **state)
{
	(void)state;
	memset(&seen, 0, sizeof(seen));
	pci_config_init(&pci, BAR0_SIZE, VECTORS, &ops, NULL);
	return 0;
}

static uint32_t rd(size_t off, size_t len)
{
	uint32_t v = 0;

	pci_config_read(&pci, off, &v, len);
	return v;
}

static void wr(size_t off, uint32_t v, size_t len)
{
	pci_config_write(&pci, off, &v, len);
}

static size_t find_cap(uint8_t id)
{
	size_t at = rd(PCI_CAPABILITY_LIST, 1);

	for (int hops = 0; at && hops < 16; hops++) {
		if (rd(at, 1) == id)
			return at;
		at = rd(at + PCI_CAP_LIST_NEXT, 1);
	}
	fail_msg("no capability 0x%02x", id);
	return 0;
}

static void identity(void **state)
{
	(void)state;
	assert_int_equal(rd(PCI_VENDOR_ID, 4), 0x101915b3);
	assert_int_equal(rd(PCI_CLASS_REVISION, 4) >> 8, 0x020000);
	assert_int_equal(rd(PCI_SUBSYSTEM_VENDOR_ID, 4), 0x000815b3);
	assert_int_equal(rd(PCI_HEADER_TYPE, 1), PCI_HEADER_TYPE_NORMAL);
	assert_true(rd(PCI_STATUS, 2) & PCI_STATUS_CAP_LIST);
	/* there is no INTx interrupt, so that no client uses it */
	assert_int_equal(rd(PCI_INTERRUPT_PIN, 1), 0);
	wr(PCI_VENDOR_ID, 0, 4);
	assert_int_equal(rd(PCI_VENDOR_ID, 4), 0x101915b3);
}

static void bars_can_be_sized(void **state)
{
	const uint32_t type = PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH;

	(void)state;
	assert_int_equal(rd(PCI_BASE_ADDRESS_0, 4), type);
	wr(PCI_BASE_ADDRESS_0, 0xffffffff, 4);
	wr(PCI_BASE_ADDRESS_1, 0xffffffff, 4);
	assert_int_equal(rd(PCI_BASE_ADDRESS_0, 4), -BAR0_SIZE | type);
	assert_int_equal(rd(PCI_BASE_ADDRESS_1, 4), 0xffffffff);
	wr(PCI_BASE_ADDRESS_0, 0xfd000000, 4);
	wr(PCI_BASE_ADDRESS_1, 0x12, 4);
	/* the 16 MiB bit is below the size */
	assert_int_equal(rd(PCI_BASE_ADDRESS_0, 4), 0xfc000000 | type);
	assert_int_equal(rd(PCI_BASE_ADDRESS_1, 4), 0x12);
	for (size_t bar = PCI_BASE_ADDRESS_2; bar <= PCI_BASE_ADDRESS_5; bar += 4) {
		wr(bar, 0xffffffff, 4);
		assert_int_equal(rd(bar, 4), 0);
	}
}

static void rom_bar_has_no_size(void **state)
{
	(void)state;
	wr(PCI_ROM_ADDRESS, 0xfffff800, 4);
	assert_int_equal(rd(PCI_ROM_ADDRESS, 4), 0);
	wr(PCI_ROM_ADDRESS, 0xffffffff, 4);
	assert_int_equal(rd(PCI_ROM_ADDRESS, 4), 0);
}

static void command_and_status(void **state)
{
	(void)state;
	wr(PCI_COMMAND, 0xffffffff, 4);
	assert_int_equal(rd(PCI_COMMAND, 2), PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER |
						     PCI_COMMAND_PARITY | PCI_COMMAND_SERR |
						     PCI_COMMAND_INTX_DISABLE);
	assert_int_equal(rd(PCI_STATUS, 2), PCI_STATUS_CAP_LIST);
	/* the bits are cleared by writing one */
	pci.data[PCI_STATUS + 1] |= PCI_STATUS_DETECTED_PARITY >> 8;
	wr(PCI_STATUS, 0, 2);
	assert_true(rd(PCI_STATUS, 2) & PCI_STATUS_DETECTED_PARITY);
	wr(PCI_STATUS, PCI_STATUS_DETECTED_PARITY, 2);
	assert_int_equal(rd(PCI_STATUS, 2), PCI_STATUS_CAP_LIST);
}

static void bus_master_is_reported_once(void **state)
{
	(void)state;
	wr(PCI_COMMAND, PCI_COMMAND_MEMORY, 2);
	assert_int_equal(seen.master_calls, 0);
	wr(PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, 2);
	wr(PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, 2);
	assert_int_equal(seen.master_calls, 1);
	assert_int_equal(seen.master, 1);
	wr(PCI_COMMAND, 0, 1);
	assert_int_equal(seen.master_calls, 2);
	assert_int_equal(seen.master, 0);
}

static void msix(void **state)
{
	size_t at = find_cap(PCI_CAP_ID_MSIX);

	(void)state;
	assert_int_equal(rd(at + PCI_MSIX_FLAGS, 2), VECTORS - 1);
	assert_int_equal(rd(at + PCI_MSIX_TABLE, 4), 0x2000);
	assert_int_equal(rd(at + PCI_MSIX_PBA, 4), 0x3000);
	wr(at + PCI_MSIX_FLAGS, 0xffff, 2);
	assert_int_equal(rd(at + PCI_MSIX_FLAGS, 2),
			 (VECTORS - 1) | PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL);
	wr(at + PCI_MSIX_TABLE, 0, 4);
	assert_int_equal(rd(at + PCI_MSIX_TABLE, 4), 0x2000);
}

static void express_link(void **state)
{
	size_t at = find_cap(PCI_CAP_ID_EXP);
	uint32_t sta = rd(at + PCI_EXP_LNKSTA, 2);

	(void)state;
	assert_int_equal((rd(at + PCI_EXP_FLAGS, 2) & PCI_EXP_FLAGS_TYPE) >> 4,
			 PCI_EXP_TYPE_ENDPOINT);
	assert_int_equal(sta & PCI_EXP_LNKSTA_CLS, PCI_EXP_LNKSTA_CLS_8_0GB);
	assert_int_equal((sta & PCI_EXP_LNKSTA_NLW) >> PCI_EXP_LNKSTA_NLW_SHIFT, 16);
	assert_true(rd(at + PCI_EXP_DEVCAP, 4) & PCI_EXP_DEVCAP_FLR);
}

static void power_states(void **state)
{
	size_t at = find_cap(PCI_CAP_ID_PM);

	(void)state;
	wr(at + PCI_PM_CTRL, 0xffff, 2);
	assert_int_equal(rd(at + PCI_PM_CTRL, 2),
			 PCI_PM_CTRL_NO_SOFT_RESET | PCI_PM_CTRL_STATE_MASK);
	wr(at + PCI_PM_CTRL, 0, 2);
	assert_int_equal(rd(at + PCI_PM_CTRL, 2), PCI_PM_CTRL_NO_SOFT_RESET);
}

static uint32_t semaphore(size_t at, uint32_t number)
{
	wr(at + 0x10, number, 4);
	assert_true(rd(at + 0x10, 4) >> 31);
	return rd(at + 0x14, 4);
}

static void set_semaphore(size_t at, uint32_t number, uint32_t value)
{
	wr(at + 0x14, value, 4);
	wr(at + 0x10, number | 1u << 31, 4);
	assert_false(rd(at + 0x10, 4) >> 31);
}

/* the same accesses as in mlx5_vsc_gw_lock() and mlx5_vsc_sem_set_space() */
static void vendor_specific(void **state)
{
	size_t at = find_cap(PCI_CAP_ID_VNDR);
	uint32_t id;

	(void)state;
	assert_int_equal(rd(at + PCI_CAP_FLAGS, 1), 0x18);
	id = rd(at + 8, 4);
	assert_int_not_equal(id, 0);
	assert_int_equal(rd(at + 0xc, 4), 0);
	wr(at + 0xc, id, 4);
	assert_int_equal(rd(at + 0xc, 4), id);
	/* the semaphore is acquired, so another request fails */
	assert_int_not_equal(rd(at + 8, 4), id);
	wr(at + 0xc, id + 1, 4);
	assert_int_equal(rd(at + 0xc, 4), id);

	/* the address space for dumps of the card does not exist */
	wr(at + 4, 7, 4);
	assert_int_equal(rd(at + 4, 4) >> 29, 0);
	wr(at + 4, 0xa, 4);
	assert_int_not_equal(rd(at + 4, 4) >> 29, 0);
	id = rd(at + 8, 4);
	set_semaphore(at, 0x20, id);
	assert_int_equal(semaphore(at, 0x20), id);
	assert_int_equal(semaphore(at, 0x21), 0);
	set_semaphore(at, 0x20, id + 1);
	assert_int_equal(semaphore(at, 0x20), id);
	set_semaphore(at, 0x20, 0);
	assert_int_equal(semaphore(at, 0x20), 0);
	/* only 64 semaphores exist */
	set_semaphore(at, 0x40, 1);
	assert_int_equal(semaphore(at, 0x40), 0);
	set_semaphore(at, 0x3fffffff, 1);
	assert_int_equal(semaphore(at, 0x3fffffff), 0);
	wr(at + 0xc, 0, 4);
	assert_int_equal(rd(at + 0xc, 4), 0);
	/* other widths have no effect */
	wr(at + 0xc, 1, 1);
	assert_int_equal(rd(at + 0xc, 4), 0);
}

static void flr_with_any_write_size(void **state)
{
	size_t ctl = find_cap(PCI_CAP_ID_EXP) + PCI_EXP_DEVCTL;
	uint8_t image[16];

	(void)state;
	wr(PCI_COMMAND, PCI_COMMAND_MASTER | PCI_COMMAND_MEMORY, 2);
	wr(PCI_BASE_ADDRESS_0, 0xfc000000, 4);
	wr(ctl, rd(ctl, 2) | PCI_EXP_DEVCTL_BCR_FLR, 2);
	assert_int_equal(seen.flr, 1);
	assert_int_equal(seen.master, 0);
	assert_int_equal(rd(PCI_COMMAND, 2), 0);
	assert_int_equal(rd(PCI_BASE_ADDRESS_0, 4) & PCI_BASE_ADDRESS_MEM_MASK, 0);
	assert_false(rd(ctl, 2) & PCI_EXP_DEVCTL_BCR_FLR);

	wr(ctl + 1, PCI_EXP_DEVCTL_BCR_FLR >> 8, 1);
	assert_int_equal(seen.flr, 2);
	wr(ctl, PCI_EXP_DEVCTL_BCR_FLR, 4);
	assert_int_equal(seen.flr, 3);
	pci_config_read(&pci, ctl - 4, image, sizeof(image));
	image[5] |= PCI_EXP_DEVCTL_BCR_FLR >> 8;
	pci_config_write(&pci, ctl - 4, image, sizeof(image));
	assert_int_equal(seen.flr, 4);
	/* adjacent bits do not cause a reset */
	wr(ctl, 0x7fff, 2);
	wr(ctl, 0x80, 1);
	assert_int_equal(seen.flr, 4);
}

static void extended_space_is_empty(void **state)
{
	uint8_t data[PCI_CFG_SPACE_EXP_SIZE];

	(void)state;
	memset(data, 0xff, sizeof(data));
	pci_config_write(&pci, PCI_CFG_SPACE_SIZE, data, sizeof(data) - PCI_CFG_SPACE_SIZE);
	for (size_t off = PCI_CFG_SPACE_SIZE; off < sizeof(data); off += 4)
		assert_int_equal(rd(off, 4), 0);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup(fn, setup)
	const struct CMUnitTest tests[] = {
		TEST(identity),
		TEST(bars_can_be_sized),
		TEST(rom_bar_has_no_size),
		TEST(command_and_status),
		TEST(bus_master_is_reported_once),
		TEST(msix),
		TEST(express_link),
		TEST(power_states),
		TEST(vendor_specific),
		TEST(flr_with_any_write_size),
		TEST(extended_space_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
