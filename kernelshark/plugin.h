/* SPDX-License-Identifier: GPL-2.0-only */
/* The interface between the plugin in C and its drawing code in C++. */
#ifndef KERNELSHARK_PLUGIN_H
#define KERNELSHARK_PLUGIN_H

#include "kernelshark/lanes.h"

#ifdef __cplusplus
extern "C" {
#endif

struct kshark_cpp_argv;
struct kshark_entry;

/* Draw a lane in its plot. If @picked is in this lane, its text is drawn too. */
void draw_lane(struct kshark_cpp_argv *argv, const struct lane *lane, int sd,
	       const struct bar *picked);

/* Set the two markers of the window to these entries. @window is from the menu initializer. */
void draw_marks(void *window, const struct kshark_entry *a, const struct kshark_entry *b);

/* Called when a bar of the stream was double-clicked. */
void plugin_pick(int sd, const struct bar *bar);

#ifdef __cplusplus
}
#endif

#endif
