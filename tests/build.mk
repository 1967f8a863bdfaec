# SPDX-License-Identifier: GPL-2.0-only
# Shared by unit tests of several parts: tests/lib.

$(BUILD)/obj-san/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(SANFLAGS) -c -o $@ $<

-include $(wildcard $(BUILD)/obj-san/tests/*/*.d)
