/* SPDX-License-Identifier: GPL-2.0-only */
/* Interface between the plugin, in C, and its drawing code, in C++. */
#ifndef KERNELSHARK_PLUGIN_H
#define KERNELSHARK_PLUGIN_H

#include "kernelshark/lanes.h"

#ifdef __cplusplus
extern "C" {
#endif

struct kshark_cpp_argv;
struct kshark_entry;

/* Draw a lane in its plot; @picked, if it is in this lane, with its text. */
void draw_lane(struct kshark_cpp_argv *argv, const struct lane *lane, int sd,
	       const struct bar *picked);

/* Set the two markers of the window to these entries; @window is that of the menu initializer. */
void draw_marks(void *window, const struct kshark_entry *a, const struct kshark_entry *b);

/* A bar of the stream was double-clicked. */
void plugin_pick(int sd, const struct bar *bar);

#ifdef __cplusplus
}
#endif

#endif
