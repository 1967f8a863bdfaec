# SPDX-License-Identifier: GPL-2.0-only
#
# How fuzz targets are built for libFuzzer (build/fuzz/TARGET) and for line coverage
# (build/cov/TARGET); with fuzz_run.c alone each is a unit test as well.  tests/fuzz.sh runs
# them.  A part of the repository has, for KIND fuzz and cov,
#
#	FUZZ_TARGETS += TARGET...
#	$(eval $(call FUZZ_RULES,KIND,PART,CPPFLAGS,ORDER-ONLY))   rules of its objects
#	build/KIND/TARGET: its objects, and FUZZ_LIBS

FUZZ_CC := clang -std=gnu11 -g -O2
FUZZ_FLAGS_fuzz := -fsanitize=fuzzer-no-link,address,undefined
FUZZ_FLAGS_cov := -fprofile-instr-generate -fcoverage-mapping

define FUZZ_RULES
$(BUILD)/obj-$(1)/$(2)/%.o: $(2)/%.c | $(4)
	@mkdir -p $$(@D)
	$(FUZZ_CC) -MMD -MP $(FUZZ_FLAGS_$(1)) $(3) -c -o $$@ $$<
endef
