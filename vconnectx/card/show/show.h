/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * State of the device as JSON.
 */
#ifndef VCX_SHOW_H
#define VCX_SHOW_H

#include <jansson.h>

struct vcx_dev;

/* each returns a new reference */
json_t *vcx_show_objects(struct vcx_dev *dev);
json_t *vcx_show_queues(struct vcx_dev *dev);
json_t *vcx_show_counters(struct vcx_dev *dev);

/* the last commands, oldest first: lines of the command log, age, status */
json_t *vcx_show_commands(struct vcx_dev *dev);

/* receive steering rules, table by table from the root, also as text */
json_t *vcx_show_steering(struct vcx_dev *dev);

#endif
