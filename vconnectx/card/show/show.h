/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * State of the device as JSON.
 */
#ifndef VCX_SHOW_H
#define VCX_SHOW_H

struct vcx_answer;
struct vcx_dev;

/* each function writes its value, followed by "}" */
void vcx_show_objects(struct vcx_dev *dev, struct vcx_answer *answer);
void vcx_show_queues(struct vcx_dev *dev, struct vcx_answer *answer);
void vcx_show_counters(struct vcx_dev *dev, struct vcx_answer *answer);

/* the last commands, oldest first, with their lines of the command log, age and status */
void vcx_show_commands(struct vcx_dev *dev, struct vcx_answer *answer);

/* the receive steering rules as text, table by table from the root */
void vcx_show_steering(struct vcx_dev *dev, struct vcx_answer *answer);

#endif
