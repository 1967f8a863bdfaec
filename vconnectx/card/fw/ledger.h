/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The leak ledger.
 */
#ifndef VCX_LEDGER_H
#define VCX_LEDGER_H

#include <stddef.h>

struct vcx_dev;

/**
 * vcx_ledger_close() - log the objects leaked by the guest
 * @dev: the device
 * @why: "TEARDOWN_HCA", "DEVICE_RESET" …
 *
 * Writes "leak ledger: empty" or a line for each remaining object to the log,
 * and one line to the command log.
 *
 * Return: number of objects that remain.
 */
size_t vcx_ledger_close(struct vcx_dev *dev, const char *why);

#endif
