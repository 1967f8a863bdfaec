#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# tests/layers.sh reports violations of tests/layers.tbl: includes and calls through a
# hand-written prototype that are not allowed, rows that are missing or part of a cycle, and
# files that call each other in a cycle.

bats_require_minimum_version 1.5.0

setup()
{
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	cd "$BATS_TEST_TMPDIR" || return
	git -c safe.directory="$TOP" -C "$TOP" ls-files -z -co --exclude-standard -- '*.c' '*.h' tests/layers.tbl |
		(cd "$TOP" && xargs -0 tar -cf - --ignore-failed-read --) | tar -xf -
	git init -q .
	table=tests/layers.tbl
}

layers()
{
	run bash "$TOP/tests/layers.sh" "$@"
}

# object FILE - compile the C code on stdin as FILE of the tree
object()
{
	mkdir -p "obj/${1%/*}"
	cat >"$1"
	gcc -c -o "obj/${1%.c}.o" "$1"
}

@test "the tree conforms to the table" {
	layers includes "$table"
	[[ $status -eq 0 && -z $output ]]
}

@test "an include that no row allows is reported" {
	echo '#include "vconnectx/card/rx/steer.h"' >>vconnectx/card/net/hash.c
	layers includes "$table"
	[[ $status -eq 1 ]]
	[[ $output == "vconnectx/card/net/hash.c: includes vconnectx/card/rx/steer.h, which the row of vconnectx/card/net does not allow" ]]
}

@test "an include of another directory without a path is reported" {
	echo '#include "steer.h"' >>vconnectx/card/net/hash.c
	layers includes "$table"
	[[ $status -eq 1 && $output == *"vconnectx/card/net/hash.c: includes ./steer.h"* ]]
}

@test "a header in a row allows only that header" {
	echo '#include "vconnectx/card/core/object.h"' >>vconnectx/main.c
	layers includes "$table"
	[[ $status -eq 1 && $output == "vconnectx/main.c: includes vconnectx/card/core/object.h,"* ]]
}

@test "a directory with C files must have a row" {
	mkdir vconnectx/card/new
	echo 'int x;' >vconnectx/card/new/x.c
	layers includes "$table"
	[[ $status -eq 1 && $output == "$table: no row for vconnectx/card/new" ]]
	sed -i 's|^vconnectx/card/net:|vconnectx/card/nett:|' "$table"
	layers includes "$table"
	[[ $output == *"$table: there is no C in vconnectx/card/nett"* ]]
}

@test "rows that form a cycle are reported" {
	sed -i 's|^vconnectx/host:|& vconnectx/wire|' "$table"
	layers includes "$table"
	[[ $status -eq 1 && $output == *"the rows form a cycle:"*vconnectx/* ]]
}

@test "a cycle through a header in a row is found" {
	sed -i 's|^vconnectx/host:|& vconnectx/server.h|' "$table"
	layers includes "$table"
	[[ $status -eq 1 && $output == *"the rows form a cycle:"*vconnectx/host* ]]
}

@test "a forbidden call through a hand-written prototype is reported" {
	object vconnectx/card/queue/eq.c <<<'void vcx_eq_post(void) { }'
	object vconnectx/card/queue/cq.c <<<'void vcx_eq_post(void); void cq(void) { vcx_eq_post(); }'
	layers calls "$table" obj
	[[ $status -eq 0 && -z $output ]]
	object vconnectx/card/net/hash.c <<<'void vcx_eq_post(void); void hash(void) { vcx_eq_post(); }'
	layers calls "$table" obj
	[[ $status -eq 1 ]]
	[[ $output == "vconnectx/card/net/hash.c: calls vcx_eq_post of vconnectx/card/queue/eq.c, which the row of vconnectx/card/net does not allow" ]]
}

@test "the check of calls fails without objects" {
	mkdir obj
	layers calls "$table" obj
	[[ $status -eq 2 && $output == *"build first (make all)"* ]]
}

@test "files in one directory that include each other do not form a cycle of rows" {
	echo '#include "vconnectx/server.h"' >>vconnectx/options.h
	echo '#include "vconnectx/options.h"' >>vconnectx/server.h
	sed -i 's|^vconnectx/tests:|& vconnectx/server.h|' "$table"
	layers includes "$table"
	[[ $status -eq 0 && -z $output ]]
}

@test "a row may name a single file" {
	sed -i 's|^vconnectx/card/net:|& vconnectx/card/queue/eq.c|' "$table"
	object vconnectx/card/queue/eq.c <<<'void vcx_eq_post(void) { }'
	object vconnectx/card/queue/cq.c <<<'void vcx_cq_post(void) { }'
	object vconnectx/card/net/hash.c <<<'void vcx_eq_post(void); void vcx_cq_post(void); void hash(void) { vcx_eq_post(); vcx_cq_post(); }'
	layers calls "$table" obj
	[[ $status -eq 1 && $output == "vconnectx/card/net/hash.c: calls vcx_cq_post of "* ]]
	[[ $output != *vcx_eq_post* ]]
}

@test "other files do not call the allocator that a test defines" {
	object vconnectx/tests/fails.c <<<'#include <stdlib.h>
void *malloc(size_t size) { (void)size; return NULL; }'
	object vconnectx/card/net/hash.c <<<'#include <stdlib.h>
void *hash(void) { return malloc(1); }
void hash_more(void) { hash(); }'
	object vconnectx/card/net/more.c <<<'void hash_more(void); void more(void) { hash_more(); }'
	layers calls "$table" obj
	[[ $status -eq 0 && -z $output ]]
}

@test "files that call each other in a cycle are reported, including cycles of three files" {
	object vconnectx/card/net/hash.c <<<'void more(void); void hash(void) { more(); }'
	object vconnectx/card/net/more.c <<<'void most(void); void more(void) { most(); }'
	object vconnectx/card/net/most.c <<<'void most(void) { }'
	layers calls "$table" obj
	[[ $status -eq 0 && -z $output ]]
	object vconnectx/card/net/most.c <<<'void hash(void); void most(void) { hash(); }'
	layers calls "$table" obj
	[[ $status -eq 1 && $output == "files call each other in a cycle:"* ]]
	for file in hash more most; do
		[[ $output == *"vconnectx/card/net/$file.c"* ]]
	done
}
