// SPDX-License-Identifier: GPL-2.0-only
/* Objects that a guest leaves behind at teardown or reset. */
#include "vconnectx/card/fw/ledger.h"

#include <stdlib.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/fw/cmdlog.h"

#define LEDGER_LINES 32 /* maximum number of objects listed in the log */

struct ledger {
	struct vcx_named *left;
	size_t nr;
	size_t cap;
	size_t total;
};

static bool ledger_add(struct vcx_dev *dev, struct vcx_obj *obj, void *ctx)
{
	struct ledger *ledger = ctx;

	ledger->total++;
	if (ledger->nr < ledger->cap)
		ledger->left[ledger->nr++] = (struct vcx_named){
			.type = vcx_obj_type_name(dev, obj->type),
			.id = obj->shown_id,
		};
	return true;
}

size_t vcx_ledger_close(struct vcx_dev *dev, const char *why)
{
	struct ledger ledger = { 0 };
	size_t total = vcx_objs_count(dev);

	ledger.left = total ? calloc(total, sizeof(*ledger.left)) : NULL;
	ledger.cap = ledger.left ? total : 0;
	for (int t = 0; t < VCX_OBJ_NR_TYPES; t++)
		vcx_obj_each(dev, t, ledger_add, &ledger);
	if (!total)
		vcx_dev_log(dev, VCX_LOG_INFO, "leak ledger: empty (%s)", why);
	else
		vcx_dev_log(dev, VCX_LOG_WARN, "leak ledger: %zu objects left (%s)", total, why);
	for (size_t i = 0; i < ledger.nr && i < LEDGER_LINES; i++)
		vcx_dev_log(dev, VCX_LOG_WARN, "leak ledger: %s %u", ledger.left[i].type,
			    ledger.left[i].id);
	if (total > LEDGER_LINES)
		vcx_dev_log(dev, VCX_LOG_WARN, "leak ledger: and %zu more", total - LEDGER_LINES);
	vcx_cmdlog_ledger(dev, why, ledger.left, ledger.nr, total);
	free(ledger.left);
	return total;
}
