// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/format/format.h"

const struct mt_format *const mt_formats[] = { &mt_format_json, &mt_format_csv, NULL };
