# SPDX-License-Identifier: GPL-2.0-only
# crosscheck: what the tracepoints claim held against the device's command log.

XC_SRC := $(wildcard tests/crosscheck/*.c)
XC_LIB_SRC := $(filter-out %_test.c %/crosscheck.c,$(XC_SRC))
xc_objs = $(patsubst tests/%.c,$(BUILD)/$(1)/tests/%.o,$(2))

BINS += $(BUILD)/bin/crosscheck
XC_TESTS := $(BUILD)/test/crosscheck_test $(BUILD)/test/commands_test
UNIT_TESTS += $(XC_TESTS)

$(BUILD)/bin/crosscheck: $(call xc_objs,obj,$(XC_LIB_SRC) tests/crosscheck/crosscheck.c) \
		$(BUILD)/lib/libmlx5trace.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(AN_LIBS)

$(XC_TESTS): $(BUILD)/test/%: $(BUILD)/obj-san/tests/crosscheck/%.o \
		$(call xc_objs,obj-san,$(XC_LIB_SRC)) \
		$(call an_objs,obj-san,$(AN_LIB_SRC) analysis/tests/samples.c)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(AN_LIBS) -lcmocka

$(BUILD)/obj/tests/%.o: tests/%.c | $(AN_GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(AN_CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/obj-san/tests/%.o: tests/%.c | $(AN_GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(AN_CPPFLAGS) $(CFLAGS) $(SANFLAGS) -c -o $@ $<

-include $(wildcard $(BUILD)/obj/tests/*/*.d $(BUILD)/obj-san/tests/*/*.d)
