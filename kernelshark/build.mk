# SPDX-License-Identifier: GPL-2.0-only
# kslanes, and, if KernelShark's headers are installed (lab layer pictures), the plugin for
# KernelShark, build/lib/plugin-mlx5_bars.so.

KS_LANES := lanes boxes
ks_objs = $(patsubst %,$(BUILD)/$(1)/kernelshark/%.o,$(2))

BINS += $(BUILD)/bin/kslanes
UNIT_TESTS += $(BUILD)/test/kernelshark_lanes_test

$(BUILD)/bin/kslanes: $(call ks_objs,obj,lanes kslanes) $(BUILD)/lib/libmlx5trace.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(AN_LIBS)

$(BUILD)/test/kernelshark_lanes_test: $(call ks_objs,obj-san,$(KS_LANES) tests/lanes_test) \
		$(call an_objs,obj-san,$(AN_LIB_SRC) $(AN_SAMPLES))
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(AN_LIBS) -lcmocka

# Warnings in KernelShark's headers are not errors, as the headers are not part of this project.
# Debian's libkshark-dev does not depend on the packages of all headers that it includes (json-c
# and OpenGL).
KS_FOUND := $(shell pkg-config --exists libkshark glu && echo yes)
ifneq ($(KS_FOUND),)
KS_CPPFLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags libkshark libtraceevent glu))
KS_LIBS := $(shell pkg-config --libs libkshark)
# These are not linked to the plugin, as their sonames differ in each release: KernelShark has
# already loaded them.
KS_GUI_LIBS := $(wildcard $(shell pkg-config --variable=libdir libkshark)/libkshark-[gp]*.so.*.*)
KS_PLUGIN := $(BUILD)/lib/plugin-mlx5_bars.so
KS_CXXFLAGS = $(filter-out -std=%,$(CFLAGS)) -std=gnu++17

LIBS += $(KS_PLUGIN)

ks_link = $(CXX) -shared $(KS_CXXFLAGS) $(LDFLAGS) -Wl,--version-script=kernelshark/plugin.map \
	-o $@ $(filter %.o %.a,$^) $(KS_LIBS) $(AN_LIBS)

$(KS_PLUGIN): $(call ks_objs,obj,$(KS_LANES) plugin draw) $(BUILD)/lib/libmlx5trace.a \
		kernelshark/plugin.map
	@mkdir -p $(@D)
	$(ks_link)

# The plugin built with sanitizers, and a program that opens files with it.
KS_SAN_PLUGIN := $(BUILD)/test/plugin-mlx5_bars.so
KS_SWITCHES := $(BUILD)/test/kernelshark_switches

$(KS_SAN_PLUGIN): $(call ks_objs,obj-san,$(KS_LANES) plugin draw) \
		$(call an_objs,obj-san-pic,$(AN_LIB_SRC)) kernelshark/plugin.map
	@mkdir -p $(@D)
	$(ks_link) $(SANFLAGS)

$(KS_SWITCHES): $(call ks_objs,obj-san,tests/switches) | $(KS_SAN_PLUGIN)
	@mkdir -p $(@D)
	$(CXX) $(KS_CXXFLAGS) $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(KS_GUI_LIBS) $(KS_LIBS)

kernelshark-tests: $(KS_SWITCHES) $(KS_SAN_PLUGIN)

.PHONY: kernelshark-tests

$(BUILD)/obj-san-pic/analysis/%.o: analysis/%.c | $(AN_GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(AN_CPPFLAGS) $(CFLAGS) $(SANFLAGS) -fPIC -c -o $@ $<

$(BUILD)/obj/kernelshark/%.o: kernelshark/%.cpp
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(KS_CPPFLAGS) $(KS_CXXFLAGS) -fPIC -c -o $@ $<

$(BUILD)/obj-san/kernelshark/%.o: kernelshark/%.cpp
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(KS_CPPFLAGS) $(KS_CXXFLAGS) $(SANFLAGS) -fPIC -c -o $@ $<
endif

$(BUILD)/obj/kernelshark/%.o: kernelshark/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(KS_CPPFLAGS) $(CFLAGS) -fPIC -fvisibility=hidden -c -o $@ $<

$(BUILD)/obj-san/kernelshark/%.o: kernelshark/%.c | $(AN_GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(AN_CPPFLAGS) $(KS_CPPFLAGS) $(CFLAGS) $(SANFLAGS) -fPIC -c -o $@ $<

-include $(wildcard $(BUILD)/obj/kernelshark/*.d $(BUILD)/obj-san/kernelshark/*.d \
	$(BUILD)/obj-san/kernelshark/tests/*.d)
