// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB

#define CREATE_TRACE_POINTS
#include "en_fs_ethtool_tracepoint.h"
