// SPDX-License-Identifier: GPL-2.0-only
//
// The returns that are reached without a call of covers__(), which drift.sh puts in the place
// of the calls that emit an event.
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
