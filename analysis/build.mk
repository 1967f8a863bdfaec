# SPDX-License-Identifier: GPL-2.0-only
# libmlx5trace (sources and models) and mlx5-trace (views).
# A new source, model or view is a new file in its directory; it requires no change here.

AN_LIB_SRC := $(wildcard analysis/base/*.c analysis/dmesg/*.c \
	analysis/source/*.c analysis/model/*.c analysis/lib/*.c)
AN_VIEW_SRC := $(wildcard analysis/view/*.c analysis/view/*/*.c)
# The code of mlx5-trace flow accesses the running kernel, and is not part of the library.
AN_FLOW_SRC := $(wildcard analysis/flow/*.c analysis/flow/*/*.c)
# The verbs live and flow call functions that libtracefs 1.8 added: built with an older version
# (Debian 12), they only report that it is too old.
AN_TRACEFS_OLDEST := 1.8
AN_TRACEFS_OLD := $(shell pkg-config --atleast-version=$(AN_TRACEFS_OLDEST) libtracefs || pkg-config --modversion libtracefs)
ifneq ($(AN_TRACEFS_OLD),)
AN_LIB_SRC := $(filter-out analysis/source/live.c,$(AN_LIB_SRC)) analysis/without_tracefs/live.c
AN_FLOW_SRC := analysis/without_tracefs/flow.c
endif
AN_TESTS := $(wildcard analysis/tests/*_test.c)
AN_SAMPLES := analysis/tests/samples.c analysis/tests/dat.c
# Fuzz targets of the readers: fuzz_NAME.c becomes build/test/an_fuzz_NAME and
# build/fuzz/an_fuzz_NAME.
AN_FUZZ := $(filter-out fuzz_file, $(patsubst analysis/tests/%.c,%,$(wildcard analysis/tests/fuzz_*.c)))

AN_PKGS := libtracecmd libtracefs libtraceevent jansson libseccomp
AN_CPPFLAGS := -I$(BUILD)/gen $(shell pkg-config --cflags $(AN_PKGS))
ifneq ($(AN_TRACEFS_OLD),)
AN_CPPFLAGS += -DTRACEFS_OLDEST='"$(AN_TRACEFS_OLDEST)"' -DTRACEFS_FOUND='"$(AN_TRACEFS_OLD)"'
endif
AN_LIBS := $(shell pkg-config --libs $(AN_PKGS))
AN_FLOW_LIBS := $(if $(AN_TRACEFS_OLD),,$(shell pkg-config --libs libbpf))

# Programs use only analysis/include; all other symbols of the library are hidden.
AN_SO := $(BUILD)/lib/libmlx5trace.so.$(MLX5TRACE_VERSION)
AN_CPPFLAGS += -DMLX5TRACE_VERSION='"$(MLX5TRACE_VERSION)"'

an_objs = $(patsubst analysis/%.c,$(BUILD)/$(1)/analysis/%.o,$(2))

LIBS += $(BUILD)/lib/libmlx5trace.a $(AN_SO)
BINS += $(BUILD)/bin/mlx5-trace
UNIT_TESTS += $(AN_TESTS:analysis/tests/%.c=$(BUILD)/test/%) \
	$(AN_FUZZ:%=$(BUILD)/test/an_%) $(BUILD)/test/an_memory_sweep

$(BUILD)/lib/libmlx5trace.a: $(call an_objs,obj,$(AN_LIB_SRC))
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $^

$(AN_SO): $(call an_objs,obj,$(AN_LIB_SRC)) analysis/lib/libmlx5trace.map
	@mkdir -p $(@D)
	$(CC) -shared $(CFLAGS) $(LDFLAGS) -Wl,-soname,$(MLX5TRACE_SONAME) -Wl,-z,defs \
		-Wl,--no-undefined-version -Wl,--version-script=analysis/lib/libmlx5trace.map \
		-o $@ $(filter %.o,$^) $(AN_LIBS)
	ln -sf $(@F) $(@D)/$(MLX5TRACE_SONAME)
	ln -sf $(MLX5TRACE_SONAME) $(@D)/libmlx5trace.so

$(BUILD)/bin/mlx5-trace: $(call an_objs,obj,analysis/mlx5-trace.c $(AN_VIEW_SRC) $(AN_FLOW_SRC)) \
		$(BUILD)/lib/libmlx5trace.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(AN_LIBS) $(AN_FLOW_LIBS)

$(AN_TESTS:analysis/tests/%.c=$(BUILD)/test/%): $(BUILD)/test/%: \
		$(BUILD)/obj-san/analysis/tests/%.o \
		$(call an_objs,obj-san,$(AN_LIB_SRC) $(AN_VIEW_SRC) $(AN_FLOW_SRC) $(AN_SAMPLES))
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(AN_LIBS) $(AN_FLOW_LIBS) -lcmocka

# The program itself with a failing allocator, which does not work with sanitizers.
AN_SWEEP := $(BUILD)/obj/analysis/tests/memory_sweep.o $(BUILD)/obj/analysis/tests/failing_malloc.o
$(BUILD)/obj/analysis/tests/mlx5-trace-main.o: $(BUILD)/obj/analysis/mlx5-trace.o
	@mkdir -p $(@D)
	objcopy --redefine-sym main=mlx5_trace_main $< $@

$(BUILD)/test/an_memory_sweep: $(AN_SWEEP) $(BUILD)/obj/analysis/tests/mlx5-trace-main.o \
		$(call an_objs,obj,$(AN_VIEW_SRC) $(AN_FLOW_SRC)) $(BUILD)/lib/libmlx5trace.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(AN_LIBS) $(AN_FLOW_LIBS) -lcmocka

AN_FUZZ_LIB := $(addprefix analysis/tests/,fuzz_file.c dat.c wellformed.c grammar.c grammar_trace.c \
	grammar_log.c)
AN_FUZZ_SRC := $(AN_LIB_SRC) $(AN_VIEW_SRC) $(AN_FUZZ_LIB)
$(AN_FUZZ:%=$(BUILD)/test/an_%): $(BUILD)/test/an_%: $(BUILD)/obj-san/analysis/tests/%.o \
		$(BUILD)/obj-san/tests/lib/fuzz_run.o \
		$(call an_objs,obj-san,$(AN_FUZZ_SRC))
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(AN_LIBS) $(AN_FLOW_LIBS) -lcmocka

# The same targets for libFuzzer and for line coverage: tests/fuzz.mk.
FUZZ_TARGETS += $(AN_FUZZ:%=an_%)
$(AN_FUZZ:%=$(BUILD)/fuzz/an_%) $(AN_FUZZ:%=$(BUILD)/cov/an_%): FUZZ_LIBS = -lcmocka $(AN_LIBS) $(AN_FLOW_LIBS)
$(AN_FUZZ:%=$(BUILD)/fuzz/an_%): $(BUILD)/fuzz/an_%: $(BUILD)/obj-fuzz/analysis/tests/%.o \
	$(call an_objs,obj-fuzz,$(AN_FUZZ_SRC))
$(AN_FUZZ:%=$(BUILD)/cov/an_%): $(BUILD)/cov/an_%: $(BUILD)/obj-cov/analysis/tests/%.o \
	$(call an_objs,obj-cov,$(AN_FUZZ_SRC))
$(BUILD)/test/an_fuzz_flow: $(call an_objs,obj-san,$(AN_FLOW_SRC))
$(BUILD)/fuzz/an_fuzz_flow: $(call an_objs,obj-fuzz,$(AN_FLOW_SRC))
$(BUILD)/cov/an_fuzz_flow: $(call an_objs,obj-cov,$(AN_FLOW_SRC))

AN_GEN := $(BUILD)/gen/analysis/base/events_ids.h $(BUILD)/gen/analysis/base/events_tables.h
$(AN_GEN): $(BUILD)/gen/analysis/base/events_%.h: analysis/base/events.tbl analysis/base/events.awk
	@mkdir -p $(@D)
	awk -v part=$* -f analysis/base/events.awk analysis/base/events.tbl > $@

AN_MESSAGES := $(BUILD)/gen/analysis/dmesg/messages.inc
AN_MESSAGE_TABLES := $(addprefix analysis/dmesg/,report.tbl device.tbl probe.tbl network.tbl)
AN_ORIGINS := $(BUILD)/gen/analysis/dmesg/origins.inc
AN_GEN += $(AN_MESSAGES) $(AN_ORIGINS)
$(AN_MESSAGES): analysis/dmesg/table.awk analysis/dmesg/messages.awk $(AN_MESSAGE_TABLES)
	@mkdir -p $(@D)
	awk -f analysis/dmesg/table.awk -f analysis/dmesg/messages.awk $(AN_MESSAGE_TABLES) > $@

$(AN_ORIGINS): analysis/dmesg/table.awk analysis/dmesg/origins.awk analysis/dmesg/origins.tbl
	@mkdir -p $(@D)
	awk -f analysis/dmesg/table.awk -f analysis/dmesg/origins.awk analysis/dmesg/origins.tbl > $@

# The page of export --html, as strings.  The scripts are in order of use, and the last one is
# the entry point.
AN_PAGE_DIR := analysis/view/export/html
AN_PAGE_SCRIPT := $(addprefix $(AN_PAGE_DIR)/,text.js data.js bars.js scale.js draw.js timeline.js \
	state.js map.js operations.js findings.js graph.js page.js)
AN_PAGE := $(BUILD)/gen/analysis/view/export/page.inc
AN_GEN += $(AN_PAGE)
$(AN_PAGE): $(AN_PAGE_DIR)/page.awk $(AN_PAGE_DIR)/page.html $(AN_PAGE_DIR)/page.css $(AN_PAGE_SCRIPT)
	@mkdir -p $(@D)
	awk -v style=$(AN_PAGE_DIR)/page.css -v script="$(AN_PAGE_SCRIPT)" -f $(AN_PAGE_DIR)/page.awk \
		$(AN_PAGE_DIR)/page.html > $@

# The names that mlx5-trace flow prints for numbers, from this machine's headers.
AN_NAME_SETS := $(shell awk '$$1 ~ /^[a-z]+$$/ { print $$1 }' analysis/flow/kernel/names.tbl)
AN_NAMES := $(AN_NAME_SETS:%=$(BUILD)/gen/analysis/flow/kernel/%.inc)
$(AN_NAMES): $(BUILD)/gen/analysis/flow/kernel/%.inc: analysis/flow/kernel/names.tbl analysis/flow/kernel/names.awk
	@mkdir -p $(@D)
	awk -v set=$* -v cpp="$(CC)" -f analysis/flow/kernel/names.awk analysis/flow/kernel/names.tbl > $@
AN_NAMES_OBJ := $(foreach k,obj obj-san obj-fuzz obj-cov,$(call an_objs,$(k),analysis/flow/kernel/names.c))
$(AN_NAMES_OBJ): AN_CPPFLAGS += -I$(BUILD)/gen/ifc
$(AN_NAMES_OBJ): $(AN_NAMES) $(VCX_GEN)/ifc-opcodes.inc

$(BUILD)/obj/analysis/%.o: analysis/%.c analysis/build.mk | $(AN_GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(AN_CPPFLAGS) $(CFLAGS) -fPIC -fvisibility=hidden -c -o $@ $<

$(BUILD)/obj-san/analysis/%.o: analysis/%.c | $(AN_GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(AN_CPPFLAGS) $(CFLAGS) $(SANFLAGS) -c -o $@ $<

$(foreach k,fuzz cov,$(eval $(call FUZZ_RULES,$(k),analysis,$(CPPFLAGS) $$(AN_CPPFLAGS),$(AN_GEN))))

-include $(wildcard $(foreach k,obj obj-san obj-fuzz obj-cov,$(foreach d,* */* */*/*,$(BUILD)/$(k)/analysis/$(d).d)))
