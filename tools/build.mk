# SPDX-License-Identifier: GPL-2.0-only
# crosscheck: compares the tracepoints with the device's command log.

XC_SRC := $(wildcard tools/crosscheck/*.c)
XC_LIB_SRC := $(filter-out %_test.c %/crosscheck.c,$(XC_SRC))
xc_objs = $(patsubst %.c,$(BUILD)/$(1)/%.o,$(2))

BINS += $(BUILD)/bin/crosscheck
XC_TESTS := $(BUILD)/test/crosscheck_test $(BUILD)/test/commands_test
UNIT_TESTS += $(XC_TESTS)

$(BUILD)/bin/crosscheck: $(call xc_objs,obj,$(XC_LIB_SRC) tools/crosscheck/crosscheck.c) \
		$(BUILD)/lib/libmlx5trace.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(AN_LIBS)

$(XC_TESTS): $(BUILD)/test/%: $(BUILD)/obj-san/tools/crosscheck/%.o \
		$(call xc_objs,obj-san,$(XC_LIB_SRC)) \
		$(call an_objs,obj-san,$(AN_LIB_SRC) $(AN_SAMPLES))
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(AN_LIBS) -lcmocka

$(BUILD)/obj/tools/%.o: tools/%.c | $(AN_GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(AN_CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/obj-san/tools/%.o: tools/%.c | $(AN_GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(AN_CPPFLAGS) $(CFLAGS) $(SANFLAGS) -c -o $@ $<

# offpath: finds instructions that are executed for a disabled tracepoint.

OP_LIB_SRC := $(filter-out %_test.c %/offpath.c,$(wildcard tools/offpath/*.c))
OP_LIBS := -lcapstone -lelf
OP_SAMPLES := $(patsubst %,$(BUILD)/test/offpath/%.o,sample twice jumps)

BINS += $(BUILD)/bin/offpath
UNIT_TESTS += $(BUILD)/test/offpath_test

$(BUILD)/bin/offpath: $(call xc_objs,obj,$(OP_LIB_SRC) tools/offpath/offpath.c)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(OP_LIBS)

$(BUILD)/test/offpath_test: $(call xc_objs,obj-san,$(OP_LIB_SRC) tools/offpath/offpath_test.c) \
		| $(OP_SAMPLES)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(OP_LIBS) -lcmocka

$(BUILD)/obj-san/tools/offpath/offpath_test.o: CPPFLAGS += -DSAMPLES='"$(BUILD)/test/offpath"'

$(OP_SAMPLES): $(BUILD)/test/offpath/%.o: tools/offpath/sample.S
	@mkdir -p $(@D)
	$(CC) -D$(shell echo $* | tr a-z A-Z) -c -o $@ $<

# flows: sends packets for the guest tests.

BINS += $(BUILD)/bin/flows

$(BUILD)/bin/flows: $(call xc_objs,obj,tools/flows/flows.c)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

# insns: counts the instructions of a request to the driver (scripts/series instructions).

BINS += $(BUILD)/bin/insns

$(BUILD)/bin/insns: $(call xc_objs,obj,tools/insns/insns.c)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

# constants: the names that filters of scripts/record may contain.

BINS += $(BUILD)/bin/constants

$(BUILD)/bin/constants: $(call xc_objs,obj,tools/constants/constants.c) \
		$(call an_objs,obj,analysis/flow/kernel/names.c)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

-include $(wildcard $(BUILD)/obj/tools/*/*.d $(BUILD)/obj-san/tools/*/*.d)
