# SPDX-License-Identifier: GPL-2.0-only
# Workloads: small programs that exercise a driver through the kernel's interfaces.

WL_BINS := channels fwctl hwtstamp xsk snapshot steer kernsyms ioctls sockets
BINS += $(WL_BINS:%=$(BUILD)/bin/%)

WL_COMMON := cli nic
WL_channels := channels $(WL_COMMON)
WL_fwctl := fwctl cli
WL_hwtstamp := hwtstamp hwtstamp_names $(WL_COMMON)
WL_xsk := xsk xsk_idle xsk_ids xsk_queue xsk_program xsk_hold $(WL_COMMON)
WL_snapshot := snapshot snapshot_bounded snapshot_device snapshot_rules snapshot_devlink \
	snapshot_counters snapshot_xdp snapshot_xsk flow_types rules rss $(WL_COMMON)
WL_kernsyms := kernsyms
WL_ioctls := ioctls ioctl_requests ioctl_args cli
WL_sockets := sockets sockets_family cli
WL_steer := steer steer_request steer_rules steer_hash steer_where steer_choose \
	steer_flow flow_types rules rss rss_hash snapshot_rules xsk_ids $(WL_COMMON)

$(BUILD)/obj/workloads/cli.o $(BUILD)/obj-san/workloads/cli.o: \
	CPPFLAGS += -DWORKLOADS_VERSION='"$(VERSION)"'

wl_objs = $(patsubst %,$(BUILD)/obj/workloads/%.o,$(WL_$(1)))

$(BUILD)/bin/channels: $(call wl_objs,channels)
$(BUILD)/bin/fwctl: $(call wl_objs,fwctl)
$(BUILD)/bin/hwtstamp: $(call wl_objs,hwtstamp)
$(BUILD)/bin/xsk: $(call wl_objs,xsk)
$(BUILD)/bin/xsk: WL_LIBS := $(shell pkg-config --libs libxdp libbpf)
$(BUILD)/bin/snapshot: $(call wl_objs,snapshot)
$(BUILD)/bin/snapshot: WL_LIBS := $(shell pkg-config --libs jansson libbpf libmnl)
$(BUILD)/bin/kernsyms: $(call wl_objs,kernsyms)
$(BUILD)/bin/ioctls: $(call wl_objs,ioctls)
$(BUILD)/bin/sockets: $(call wl_objs,sockets)
$(BUILD)/bin/steer: $(call wl_objs,steer)
$(BUILD)/bin/steer: WL_LIBS := $(shell pkg-config --libs jansson)

$(WL_BINS:%=$(BUILD)/bin/%):
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(WL_LIBS)

WL_TESTS := cli snapshot_rules rss_hash steer
UNIT_TESTS += $(WL_TESTS:%=$(BUILD)/test/workloads_%_test)
WL_cli_test := tests/cli_test hwtstamp_names $(WL_COMMON)
WL_snapshot_rules_test := tests/snapshot_rules_test snapshot_rules flow_types \
	rules $(WL_COMMON)
WL_rss_hash_test := tests/rss_hash_test rss_hash $(WL_COMMON)
WL_steer_test := tests/steer_test steer_request steer_rules steer_hash steer_choose \
	steer_flow flow_types rules rss rss_hash snapshot_rules xsk_ids $(WL_COMMON)

wl_san_objs = $(patsubst %,$(BUILD)/obj-san/workloads/%.o,$(WL_$(1)))

$(BUILD)/test/workloads_cli_test: $(call wl_san_objs,cli_test)
$(BUILD)/test/workloads_snapshot_rules_test: $(call wl_san_objs,snapshot_rules_test)
$(BUILD)/test/workloads_rss_hash_test: $(call wl_san_objs,rss_hash_test)
$(BUILD)/test/workloads_steer_test: $(call wl_san_objs,steer_test)
$(WL_TESTS:%=$(BUILD)/test/workloads_%_test): WL_LIBS = $(shell pkg-config --libs cmocka jansson)

$(WL_TESTS:%=$(BUILD)/test/workloads_%_test):
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(WL_LIBS)

$(BUILD)/obj/workloads/%.o: workloads/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -I$(BUILD)/gen $(CFLAGS) -c -o $@ $<

$(BUILD)/obj-san/workloads/%.o: workloads/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -I$(BUILD)/gen $(CFLAGS) $(SANFLAGS) -c -o $@ $<

# Each time-stamping name in this machine's kernel header, as NAME(KIND, TAIL).
WL_NAMES := $(BUILD)/gen/workloads/hwtstamp_names.inc
$(WL_NAMES): workloads/build.mk
	@mkdir -p $(@D)
	printf '#include <linux/net_tstamp.h>\n' | \
		$(CC) -E -P -MD -MF $@.d -MT $@ -x c - -o $@.i
	grep -owE 'HWTSTAMP_(FLAG|TX|FILTER)_[A-Z0-9_]+' $@.i | sort -u | \
		grep -vE '_FLAG_(LAST|MASK)$$' | \
		sed -E 's/^HWTSTAMP_([A-Z]+)_(.*)/NAME(\1, \2)/' > $@.tmp
	mv $@.tmp $@
$(BUILD)/obj/workloads/hwtstamp_names.o \
$(BUILD)/obj-san/workloads/hwtstamp_names.o: $(WL_NAMES)
-include $(WL_NAMES).d

# Each request of sockets in this machine's kernel headers, as NAME(X), without second names.
WL_IOCTLS := $(BUILD)/gen/workloads/ioctl_names.inc
$(WL_IOCTLS): workloads/build.mk
	@mkdir -p $(@D)
	printf '#include <linux/sockios.h>\n#include <linux/wireless.h>\n' | \
		$(CC) -E -dM -MD -MF $@.d -MT $@ -x c - -o $@.i
	sed -nE 's/^#define ((SIOC|FIO[SG]ETOWN)[A-Z0-9_]*) .*/NAME(\1)/p' $@.i | LC_ALL=C sort | \
		grep -vxE 'NAME\((SIOCGSTAMP(NS)?|SIOCIW(FIRST|LAST))\)' > $@.tmp
	mv $@.tmp $@
$(BUILD)/obj/workloads/ioctl_requests.o \
$(BUILD)/obj-san/workloads/ioctl_requests.o: $(WL_IOCTLS)
-include $(WL_IOCTLS).d

-include $(wildcard $(BUILD)/obj/workloads/*.d $(BUILD)/obj-san/workloads/*.d \
	$(BUILD)/obj-san/workloads/tests/*.d)
