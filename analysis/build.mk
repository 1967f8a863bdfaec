# SPDX-License-Identifier: GPL-2.0-only
# libmlx5trace (sources and models), mlx5-trace (views) and the cross-check.
# A new source, model or view is a file in its folder: nothing to add here.

AN_LIB_SRC := $(wildcard analysis/span.c analysis/strpool.c analysis/events.c \
	analysis/source/*.c analysis/model/*.c)
AN_VIEW_SRC := $(wildcard analysis/view/*.c)
# mlx5-trace flow: what it takes from a running kernel is no part of the library.
AN_FLOW_SRC := $(wildcard analysis/flow/*.c)
AN_TESTS := $(wildcard analysis/tests/*_test.c)

AN_PKGS := libtracecmd libtracefs libtraceevent jansson
AN_CPPFLAGS := -I$(BUILD)/gen $(shell pkg-config --cflags $(AN_PKGS))
AN_LIBS := $(shell pkg-config --libs $(AN_PKGS))
AN_FLOW_LIBS := $(shell pkg-config --libs libbpf)

an_objs = $(patsubst analysis/%.c,$(BUILD)/$(1)/analysis/%.o,$(2))

LIBS += $(BUILD)/lib/libmlx5trace.a
BINS += $(BUILD)/bin/mlx5-trace
UNIT_TESTS += $(AN_TESTS:analysis/tests/%.c=$(BUILD)/test/%)

$(BUILD)/lib/libmlx5trace.a: $(call an_objs,obj,$(AN_LIB_SRC))
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/bin/mlx5-trace: $(call an_objs,obj,analysis/mlx5-trace.c $(AN_VIEW_SRC) $(AN_FLOW_SRC)) \
		$(BUILD)/lib/libmlx5trace.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(AN_LIBS) $(AN_FLOW_LIBS)

$(AN_TESTS:analysis/tests/%.c=$(BUILD)/test/%): $(BUILD)/test/%: \
		$(BUILD)/obj-san/analysis/tests/%.o \
		$(call an_objs,obj-san,$(AN_LIB_SRC) $(AN_VIEW_SRC) $(AN_FLOW_SRC) analysis/tests/samples.c)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(AN_LIBS) $(AN_FLOW_LIBS) -lcmocka

AN_GEN := $(BUILD)/gen/analysis/events_ids.h $(BUILD)/gen/analysis/events_tables.h
$(AN_GEN): $(BUILD)/gen/analysis/events_%.h: analysis/events.tbl analysis/events.awk
	@mkdir -p $(@D)
	awk -v part=$* -f analysis/events.awk analysis/events.tbl > $@

# The numbers that mlx5-trace flow reads by name, from this machine's headers.
AN_NAME_SETS := $(shell awk '$$1 ~ /^[a-z]+$$/ { print $$1 }' analysis/flow/names.tbl)
AN_NAMES := $(AN_NAME_SETS:%=$(BUILD)/gen/analysis/flow/%.inc)
$(AN_NAMES): $(BUILD)/gen/analysis/flow/%.inc: analysis/flow/names.tbl analysis/flow/names.awk
	@mkdir -p $(@D)
	awk -v set=$* -v cpp="$(CC)" -f analysis/flow/names.awk analysis/flow/names.tbl > $@
$(BUILD)/obj/analysis/flow/names.o $(BUILD)/obj-san/analysis/flow/names.o: \
	AN_CPPFLAGS += -I$(BUILD)/gen/vconnectx
$(BUILD)/obj/analysis/flow/names.o $(BUILD)/obj-san/analysis/flow/names.o: \
	$(AN_NAMES) $(VCX_GEN)/ifc-opcodes.inc

$(BUILD)/obj/analysis/%.o: analysis/%.c | $(AN_GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(AN_CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/obj-san/analysis/%.o: analysis/%.c | $(AN_GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(AN_CPPFLAGS) $(CFLAGS) $(SANFLAGS) -c -o $@ $<

-include $(wildcard $(BUILD)/obj/analysis/*.d $(BUILD)/obj/analysis/*/*.d \
	$(BUILD)/obj-san/analysis/*.d $(BUILD)/obj-san/analysis/*/*.d)
