# SPDX-License-Identifier: GPL-2.0-only
# Rules for tests/lib, which the unit tests of several parts share, and for linking fuzz targets.

$(BUILD)/obj-san/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(SANFLAGS) -c -o $@ $<

$(eval $(call FUZZ_RULES,cov,tests,$(CPPFLAGS),))

$(FUZZ_TARGETS:%=$(BUILD)/fuzz/%): $(BUILD)/fuzz/%:
	@mkdir -p $(@D)
	clang -fsanitize=fuzzer,address,undefined -o $@ $(filter %.o,$^) $(FUZZ_LIBS)

$(FUZZ_TARGETS:%=$(BUILD)/cov/%): $(BUILD)/cov/%: $(BUILD)/obj-cov/tests/lib/fuzz_run.o
	@mkdir -p $(@D)
	clang $(FUZZ_FLAGS_cov) -o $@ $(filter %.o,$^) $(FUZZ_LIBS)

list-fuzz-targets:
	@printf '%s\n' $(sort $(FUZZ_TARGETS))

list-fuzz-unreached:
	@printf '%s\n' $(FUZZ_UNREACHED)

.PHONY: list-fuzz-targets list-fuzz-unreached

-include $(wildcard $(foreach k,obj-san obj-cov,$(BUILD)/$(k)/tests/*/*.d))
