# SPDX-License-Identifier: GPL-2.0-only
# vconnectx: transport (vfio-user, PCI, guest memory), device core and unit tests.

VCX_PROFILE_DIR ?= /usr/share/vconnectx/profiles
# The firmware interface as C structures and as tables; mlx5-trace also uses the opcode table.
VCX_GEN := $(BUILD)/gen/ifc
VCX_CPPFLAGS = $(CPPFLAGS) -isystem $(VCX_GEN) \
	-DVCX_VERSION='"$(VERSION)"' -DVCX_PROFILE_DIR='"$(VCX_PROFILE_DIR)"'
VCX_LIBS := -ljansson -lseccomp -lz

# The firmware interface as defined by the kernel's headers.  Only mlx5's own
# directory is on the include path, because the others would hide the C library's headers.
IFC_DIR ?= $(lastword $(shell ls -dv /usr/src/linux-headers-*-common/include/linux/mlx5 2>/dev/null))
VCX_IFC := $(VCX_GEN)/linux/mlx5/mlx5_ifc.h $(VCX_GEN)/ifc-opcodes.inc \
	$(VCX_GEN)/ifc-caps.inc $(VCX_GEN)/ifc-registers.inc

# The modules of the given directories.  Only card/ uses the kernel's headers; all use host/.
vcx_files = $(patsubst vconnectx/%.c,%,$(wildcard $(1:%=vconnectx/%/*.c)))
VCX_HOST := $(call vcx_files,host)
VCX_TRANSPORT := options server $(call vcx_files,vfio wire control)
VCX_CORE := $(call vcx_files,card card/*)
VCX_TESTS := $(patsubst vconnectx/tests/%.c,%,$(wildcard vconnectx/tests/*_test.c))
VCX_FUZZ := $(patsubst vconnectx/tests/%.c,%,$(wildcard vconnectx/tests/fuzz_*.c))
# Code shared by several unit tests.
VCX_TEST_LIB := $(filter-out $(VCX_TESTS) $(VCX_FUZZ), \
	$(patsubst vconnectx/tests/%.c,%,$(wildcard vconnectx/tests/*.c)))

BINS += $(BUILD)/bin/vconnectx
VCX_ARCHIVES := transport core host
VCX_LIBS_A := $(VCX_ARCHIVES:%=$(BUILD)/lib/libvcx-%.a)
LIBS += $(VCX_LIBS_A)
UNIT_TESTS += $(VCX_TESTS:%=$(BUILD)/test/%) $(VCX_FUZZ:%=$(BUILD)/test/%)

vcx_objs = $(patsubst %,$(BUILD)/$(1)/vconnectx/%.o,$(2))

$(BUILD)/bin/vconnectx: $(call vcx_objs,obj,main) \
		$(VCX_LIBS_A)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(VCX_LIBS)

VCX_SAN_LIBS := $(patsubst %,$(BUILD)/obj-san/vconnectx/libvcx-%.a,test $(VCX_ARCHIVES))
$(VCX_FUZZ:%=$(BUILD)/test/%): $(BUILD)/obj-san/tests/lib/fuzz_run.o
$(VCX_TESTS:%=$(BUILD)/test/%) $(VCX_FUZZ:%=$(BUILD)/test/%): $(BUILD)/test/%: \
		$(BUILD)/obj-san/vconnectx/tests/%.o $(VCX_SAN_LIBS)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SANFLAGS) $(LDFLAGS) -o $@ \
		$(filter %.o,$^) $(filter %.a,$^) -lcmocka $(VCX_LIBS)

# The fuzz targets are also built for libFuzzer and for line coverage: see tests/fuzz.mk.
FUZZ_TARGETS += $(VCX_FUZZ)
FUZZ_UNREACHED += $(call vcx_objs,obj-cov,main)
vcx_fuzz_objs = $(call vcx_objs,$(1),$(VCX_TRANSPORT) $(VCX_CORE) $(VCX_HOST) $(VCX_TEST_LIB:%=tests/%))
$(foreach k,fuzz cov,$(eval $(call FUZZ_RULES,$(k),vconnectx,$(VCX_CPPFLAGS),$(VCX_IFC))))
$(foreach d,tests card,$(eval $(call FUZZ_RULES,fuzz,vconnectx/$(d),$(VCX_CPPFLAGS),$(VCX_IFC))))
$(VCX_FUZZ:%=$(BUILD)/fuzz/%) $(VCX_FUZZ:%=$(BUILD)/cov/%): FUZZ_LIBS = -lcmocka $(VCX_LIBS)
$(VCX_FUZZ:%=$(BUILD)/fuzz/%): $(BUILD)/fuzz/%: $(BUILD)/obj-fuzz/vconnectx/tests/%.o \
	$(call vcx_fuzz_objs,obj-fuzz)
$(VCX_FUZZ:%=$(BUILD)/cov/%): $(BUILD)/cov/%: $(BUILD)/obj-cov/vconnectx/tests/%.o \
	$(call vcx_fuzz_objs,obj-cov)

$(BUILD)/lib/libvcx-transport.a: $(call vcx_objs,obj,$(VCX_TRANSPORT))
$(BUILD)/lib/libvcx-core.a: $(call vcx_objs,obj,$(VCX_CORE))
$(BUILD)/lib/libvcx-host.a: $(call vcx_objs,obj,$(VCX_HOST))
$(BUILD)/obj-san/vconnectx/libvcx-transport.a: $(call vcx_objs,obj-san,$(VCX_TRANSPORT))
$(BUILD)/obj-san/vconnectx/libvcx-core.a: $(call vcx_objs,obj-san,$(VCX_CORE))
$(BUILD)/obj-san/vconnectx/libvcx-host.a: $(call vcx_objs,obj-san,$(VCX_HOST))
$(BUILD)/obj-san/vconnectx/libvcx-test.a: $(call vcx_objs,obj-san,$(VCX_TEST_LIB:%=tests/%))

# The archive is created from scratch, so that an object whose source was removed is dropped.
define VCX_ARCHIVE
@mkdir -p $(@D)
@rm -f $@
$(AR) rcs $@ $^
endef
$(BUILD)/lib/libvcx-%.a:
	$(VCX_ARCHIVE)
$(BUILD)/obj-san/vconnectx/libvcx-%.a:
	$(VCX_ARCHIVE)

$(BUILD)/obj/vconnectx/%.o: vconnectx/%.c
	@mkdir -p $(@D)
	$(CC) $(VCX_CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/obj-san/vconnectx/%.o: vconnectx/%.c
	@mkdir -p $(@D)
	$(CC) $(VCX_CPPFLAGS) $(CFLAGS) $(SANFLAGS) -c -o $@ $<

$(call vcx_objs,obj,$(VCX_CORE)) $(call vcx_objs,obj-san,$(VCX_CORE)) \
	$(call vcx_objs,obj-san,$(VCX_TESTS:%=tests/%) \
		$(VCX_FUZZ:%=tests/%) $(VCX_TEST_LIB:%=tests/%)): \
	| $(VCX_IFC)
# The compiler treats this file as a system header, and does not list it as a dependency.
$(foreach k,obj obj-san obj-fuzz obj-cov,$(call vcx_objs,$(k),card/core/caps)): $(VCX_GEN)/ifc-caps.inc

$(VCX_GEN)/linux/mlx5/mlx5_ifc.h: $(IFC_DIR)/mlx5_ifc.h
	@mkdir -p $(VCX_GEN)/linux
	ln -sfnT $(IFC_DIR) $(VCX_GEN)/linux/mlx5

$(VCX_GEN)/ifc-opcodes.inc $(VCX_GEN)/ifc-caps.inc: $(IFC_DIR)/mlx5_ifc.h
$(VCX_GEN)/ifc-caps.inc: vconnectx/caps-newer.tbl
$(VCX_GEN)/ifc-registers.inc: $(IFC_DIR)/driver.h
$(VCX_GEN)/ifc-%.inc: vconnectx/gen-ifc.awk
	@mkdir -p $(@D)
	awk -f $< -v what=$* $(filter-out $<,$^) > $@.tmp
	mv $@.tmp $@

-include $(wildcard $(foreach k,obj obj-san obj-fuzz obj-cov,$(foreach d,* */* */*/*,$(BUILD)/$(k)/vconnectx/$(d).d)))
