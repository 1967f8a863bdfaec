// SPDX-License-Identifier: GPL-2.0-only
/* A source for records that the program reads, with a tep_handle for their formats. */
#include <stdlib.h>

#include "analysis/lib/lib.h"
#include "analysis/base/memory.h"
#include "analysis/source/tep.h"

struct fed {
	struct mt_tep tep;
	struct mt_owners owners;
};

static bool fed_open(struct mt_source *src, struct mt_lines *lines)
{
	struct tep_handle *tep = src->priv;
	struct fed *fed = mt_mem(calloc(1, sizeof(*fed)));

	(void)lines;
	src->priv = fed;
	if (!fed) {
		mt_error_set(src->err, "out of memory");
		return false;
	}
	mt_tep_init(&fed->tep, tep);
	return true;
}

static int fed_next(struct mt_source *src, struct mt_record *r)
{
	(void)src;
	(void)r;
	return 0;
}

static void fed_close(struct mt_source *src)
{
	struct fed *fed = src->priv;

	if (!fed)
		return;
	mt_tep_fini(&fed->tep);
	free(fed->owners.slot);
	free(fed);
}

const struct mt_source_ops mt_source_fed = {
	.kind = "records of another program",
	.open = fed_open,
	.next = fed_next,
	.close = fed_close,
};

int mt_fed_decode(struct mt_recording *rec, struct tep_record *record, struct mt_record *r)
{
	struct mt_source *src = mt_recording_source(rec);
	struct fed *fed = src->priv;
	struct mt_owner *owner = mt_owner_of(&fed->owners, record->cpu);

	return owner && mt_tep_take(src, &fed->tep, owner, record, r);
}
