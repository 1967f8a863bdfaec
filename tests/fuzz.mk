# SPDX-License-Identifier: GPL-2.0-only
#
# Rules that build fuzz targets for libFuzzer (build/fuzz/TARGET) and for line coverage
# (build/cov/TARGET).  tests/fuzz.sh runs them.  Linked with fuzz_run.c instead, each target is
# also a unit test.  A part of the repository that has fuzz targets defines, with KIND being fuzz
# and cov:
#
#	FUZZ_TARGETS += TARGET...
#	$(eval $(call FUZZ_RULES,KIND,PART,CPPFLAGS,ORDER-ONLY))   the rules of its objects
#	build/KIND/TARGET: its objects, and FUZZ_LIBS
#	FUZZ_UNREACHED += OBJECT...	objects in build/obj-cov that are part of no target; their
#					lines are counted as not covered

FUZZ_CC := clang -std=gnu11 -g -O2
FUZZ_FLAGS_fuzz := -fsanitize=fuzzer-no-link,address,undefined
# The code of the target itself is not instrumented: it does not guide the search, and
# instrumentation would slow it down.
FUZZ_FLAGS_fuzz_tests := -fsanitize=address,undefined
# Tracing comparisons took a quarter of the time of fuzz_card, whose inputs do not require it.
FUZZ_FLAGS_fuzz_card := $(FUZZ_FLAGS_fuzz) -fno-sanitize-coverage=trace-cmp
FUZZ_FLAGS_cov := -fprofile-instr-generate -fcoverage-mapping

define FUZZ_RULES
$(BUILD)/obj-$(1)/$(2)/%.o: $(2)/%.c | $(4)
	@mkdir -p $$(@D)
	$(FUZZ_CC) -MMD -MP $(or $(FUZZ_FLAGS_$(1)_$(notdir $(2))),$(FUZZ_FLAGS_$(1))) $(3) -c -o $$@ $$<
endef
