// SPDX-License-Identifier: GPL-2.0-only
/* Profile parser: field names are generated from mlx5_ifc.h at build time. */
#include "vconnectx/card/core/caps.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/core/ifc.h"
#include "vconnectx/host/number.h"
#include "vconnectx/host/util.h"

#define LINE_MAX_LEN 256

/* device.h: enum mlx5_cap_type */
static const unsigned int group_type[VCX_CAP_NR_GROUPS] = {
	[VCX_CAP_general] = 0x00,
	[VCX_CAP_ethernet] = 0x01,
	[VCX_CAP_odp] = 0x02,
	[VCX_CAP_atomic] = 0x03,
	[VCX_CAP_roce] = 0x04,
	[VCX_CAP_flow_table] = 0x07,
	[VCX_CAP_eswitch_flow_table] = 0x08,
	[VCX_CAP_eswitch] = 0x09,
	[VCX_CAP_qos] = 0x0c,
	[VCX_CAP_debug] = 0x0d,
	[VCX_CAP_dev_mem] = 0x0f,
	[VCX_CAP_tls] = 0x11,
	[VCX_CAP_dev_event] = 0x14,
	[VCX_CAP_ipsec] = 0x15,
	[VCX_CAP_general_2] = 0x20,
	[VCX_CAP_port_selection] = 0x25,
	[VCX_CAP_pcam_features] = VCX_CAP_NO_TYPE,
	[VCX_CAP_pcam_regs] = VCX_CAP_NO_TYPE,
	[VCX_CAP_mcam_features] = VCX_CAP_NO_TYPE,
	[VCX_CAP_mcam_regs] = VCX_CAP_NO_TYPE,
	[VCX_CAP_qcam_features] = VCX_CAP_NO_TYPE,
	[VCX_CAP_qcam_regs] = VCX_CAP_NO_TYPE,
};

static const struct cap_field {
	const char *name;
	enum vcx_cap_group group;
	unsigned int off;
	unsigned int bits;
} fields[] = {
#define VCX_CAP(grp, tag, fld) \
	{ \
		.name = #grp "." #fld, \
		.group = VCX_CAP_##grp, \
		.off = offsetof(struct tag, fld), \
		.bits = sizeof(((struct tag *)0)->fld), \
	},
#define VCX_CAP_AT(grp, fld, at, width) \
	{ \
		.name = #grp "." #fld, \
		.group = VCX_CAP_##grp, \
		.off = at, \
		.bits = width, \
	},
#include "ifc-caps.inc"
#undef VCX_CAP
#undef VCX_CAP_AT
};

/* numeric identity fields */
static const struct id_field {
	const char *name;
	size_t off;
	uint32_t min;
	uint32_t max;
} id_fields[] = {
	{ "device.fw_major", offsetof(struct vcx_identity, fw_major), 0, 0xffff },
	{ "device.fw_minor", offsetof(struct vcx_identity, fw_minor), 0, 0xffff },
	{ "device.fw_subminor", offsetof(struct vcx_identity, fw_subminor), 0, 0xffff },
	{ "device.vendor", offsetof(struct vcx_identity, vendor), 0, 0xffffff },
	{ "device.boot_pages", offsetof(struct vcx_identity, boot_pages), 0, 0x10000 },
	{ "device.init_pages", offsetof(struct vcx_identity, init_pages), 0, 0x10000 },
	{ "device.link_speed", offsetof(struct vcx_identity, link_speed), 1000, 100000 },
	{ "device.cmd_timeout_ms", offsetof(struct vcx_identity, cmd_timeout_ms), 0, 0xfffff },
};

enum vcx_cap_group vcx_caps_group(unsigned int type)
{
	for (int g = 0; g < VCX_CAP_NR_GROUPS; g++)
		if (group_type[g] == type)
			return g;
	return VCX_CAP_NR_GROUPS;
}

static const struct cap_field *find_field(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (!strcmp(fields[i].name, name))
			return &fields[i];
	return NULL;
}

uint64_t vcx_caps_value(const struct vcx_caps *caps, const char *name)
{
	const struct cap_field *field = find_field(name);

	return vcx_bits_get(caps->cur[field->group], field->off, field->bits);
}

static bool fail(char *err, size_t errlen, const char *path, int line, const char *fmt, ...)
{
	char what[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (line)
		snprintf(err, errlen, "profile %s:%d: %s", path, line, what);
	else
		snprintf(err, errlen, "profile %s: %s", path, what);
	return false;
}

static char *trim(char *s)
{
	char *end;

	while (isspace((unsigned char)*s))
		s++;
	end = s + strlen(s);
	while (end > s && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	return s;
}

static bool set_value(struct vcx_caps *caps, const char *name, const char *text, char *what,
		      size_t whatlen)
{
	const struct cap_field *field;
	uint64_t value;

	if (!strcmp(name, "device.psid")) {
		if (strlen(text) >= sizeof(caps->id.psid)) {
			snprintf(what, whatlen, "%s has at most %zu characters", name,
				 sizeof(caps->id.psid) - 1);
			return false;
		}
		strcpy(caps->id.psid, text);
		return true;
	}
	if (!vcx_number_parse(text, UINT64_MAX, &value)) {
		snprintf(what, whatlen, "'%s' is not a number; write decimal or 0x hexadecimal",
			 text);
		return false;
	}
	for (size_t i = 0; i < ARRAY_SIZE(id_fields); i++) {
		if (strcmp(id_fields[i].name, name))
			continue;
		if (value < id_fields[i].min || value > id_fields[i].max) {
			snprintf(what, whatlen, "%s must be %u to %u", name, id_fields[i].min,
				 id_fields[i].max);
			return false;
		}
		*(uint32_t *)((char *)&caps->id + id_fields[i].off) = (uint32_t)value;
		return true;
	}
	field = find_field(name);
	if (!field) {
		snprintf(what, whatlen,
			 "no field '%s'; names are GROUP.FIELD of mlx5_ifc.h, such as general.log_max_cq",
			 name);
		return false;
	}
	if (field->bits < 64 && value >> field->bits) {
		snprintf(what, whatlen, "%s has %u bits, the maximum is 0x%llx", name, field->bits,
			 (1ull << field->bits) - 1);
		return false;
	}
	vcx_bits_set(caps->max[field->group], field->off, field->bits, value);
	return true;
}

static bool assign(struct vcx_caps *caps, char *text, char *what, size_t whatlen)
{
	char *equals = strchr(text, '=');

	if (!equals) {
		snprintf(what, whatlen, "'%s' is not 'name = value'", text);
		return false;
	}
	*equals = '\0';
	return set_value(caps, trim(text), trim(equals + 1), what, whatlen);
}

static bool load_line(struct vcx_caps *caps, char *line, char *what, size_t whatlen)
{
	char *comment = strchr(line, '#');

	if (comment)
		*comment = '\0';
	line = trim(line);
	return !*line || assign(caps, line, what, whatlen);
}

static bool load_file(struct vcx_caps *caps, const char *path, char *err, size_t errlen)
{
	char line[LINE_MAX_LEN], what[160];
	bool ok = true;
	int nr = 0;
	FILE *file;

	file = fopen(path, "re");
	if (!file)
		return fail(err, errlen, path, 0, "%s", strerror(errno));
	while (ok && fgets(line, sizeof(line), file)) {
		nr++;
		if (!strchr(line, '\n') && !feof(file))
			ok = fail(err, errlen, path, nr, "line is longer than %d characters",
				  LINE_MAX_LEN - 2);
		else if (!load_line(caps, line, what, sizeof(what)))
			ok = fail(err, errlen, path, nr, "%s", what);
	}
	if (ok && ferror(file))
		ok = fail(err, errlen, path, 0, "%s", strerror(errno));
	fclose(file);
	return ok;
}

static bool load_override(struct vcx_caps *caps, const char *text, char *err, size_t errlen)
{
	char line[LINE_MAX_LEN], what[160];

	if (strlen(text) >= sizeof(line)) {
		snprintf(err, errlen, "--set %.40s...: longer than %d characters", text,
			 LINE_MAX_LEN - 1);
		return false;
	}
	strcpy(line, text);
	if (assign(caps, line, what, sizeof(what)))
		return true;
	snprintf(err, errlen, "--set %s: %s", text, what);
	return false;
}

bool vcx_caps_load(struct vcx_caps *caps, const char *path, const char *const *overrides,
		   size_t nr_overrides, char *err, size_t errlen)
{
	memset(caps, 0, sizeof(*caps));
	caps->max = calloc(VCX_CAP_NR_GROUPS, sizeof(*caps->max));
	caps->cur = calloc(VCX_CAP_NR_GROUPS, sizeof(*caps->cur));
	if (!caps->max || !caps->cur)
		return fail(err, errlen, path, 0, "out of memory");
	if (!load_file(caps, path, err, errlen))
		return false;
	for (size_t i = 0; i < nr_overrides; i++)
		if (!load_override(caps, overrides[i], err, errlen))
			return false;
	if (!caps->id.link_speed ||
	    !vcx_bits_get(caps->max[VCX_CAP_general],
			  offsetof(struct mlx5_ifc_cmd_hca_cap_bits, eth_net_offloads), 1))
		return fail(err, errlen, path, 0,
			    "device.link_speed and general.eth_net_offloads must be set");
	vcx_caps_reset(caps);
	return true;
}

const char *vcx_caps_set(struct vcx_caps *caps, enum vcx_cap_group group, const uint8_t *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		const struct cap_field *f = &fields[i];

		if (f->group == group && vcx_bits_get(value, f->off, f->bits) >
						 vcx_bits_get(caps->max[group], f->off, f->bits))
			return f->name;
	}
	memcpy(caps->cur[group], value, VCX_CAP_SIZE);
	return NULL;
}

void vcx_caps_reset(struct vcx_caps *caps)
{
	memcpy(caps->cur, caps->max, VCX_CAP_NR_GROUPS * sizeof(*caps->cur));
}

void vcx_caps_free(struct vcx_caps *caps)
{
	free(caps->max);
	free(caps->cur);
	caps->max = NULL;
	caps->cur = NULL;
}
