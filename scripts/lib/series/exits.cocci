// SPDX-License-Identifier: GPL-2.0-only
//
// Matches the returns that are reached without a call to covers__(), by which drift.sh replaces
// the calls that emit an event.
@exists@
identifier fn;
@@
fn(...) {
... when != covers__(...)
(
* return ...;
|
* return;
)
}
