# SPDX-License-Identifier: GPL-2.0-only
# What unit tests of several parts share: tests/lib.

$(BUILD)/obj-san/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(SANFLAGS) -c -o $@ $<

-include $(wildcard $(BUILD)/obj-san/tests/*/*.d)
