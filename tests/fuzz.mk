# SPDX-License-Identifier: GPL-2.0-only
#
# How fuzz targets are built for libFuzzer (build/fuzz/TARGET) and for line coverage
# (build/cov/TARGET); with fuzz_run.c alone each is a unit test as well.  tests/fuzz.sh runs
# them.  A part of the repository has, for KIND fuzz and cov,
#
#	FUZZ_TARGETS += TARGET...
#	$(eval $(call FUZZ_RULES,KIND,PART,CPPFLAGS,ORDER-ONLY))   rules of its objects
#	build/KIND/TARGET: its objects, and FUZZ_LIBS
#	FUZZ_UNREACHED += OBJECT...	of build/obj-cov: in no target, so that its lines count
#					as not covered

FUZZ_CC := clang -std=gnu11 -g -O2
FUZZ_FLAGS_fuzz := -fsanitize=fuzzer-no-link,address,undefined
# the code of a target does not guide the search, and would use a part of the time
FUZZ_FLAGS_fuzz_tests := -fsanitize=address,undefined
# tracing comparisons used a quarter of the time of fuzz_card, whose inputs do not require it
FUZZ_FLAGS_fuzz_card := $(FUZZ_FLAGS_fuzz) -fno-sanitize-coverage=trace-cmp
FUZZ_FLAGS_cov := -fprofile-instr-generate -fcoverage-mapping

define FUZZ_RULES
$(BUILD)/obj-$(1)/$(2)/%.o: $(2)/%.c | $(4)
	@mkdir -p $$(@D)
	$(FUZZ_CC) -MMD -MP $(or $(FUZZ_FLAGS_$(1)_$(notdir $(2))),$(FUZZ_FLAGS_$(1))) $(3) -c -o $$@ $$<
endef
