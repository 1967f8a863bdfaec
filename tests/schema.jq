# SPDX-License-Identifier: GPL-2.0-only
#
# Validate JSON against a JSON Schema (2020-12).  jq -n -f schema.jq --slurpfile schema FILE
# --slurpfile json FILE prints a line for each violation.
#
# Only the keywords used by the schema of mlx5-trace are supported.  Any other keyword is an
# error, so that no constraint is ignored.  The validation is stricter than the standard: if an
# object lists its properties, any other property is a violation, so that undocumented properties
# are detected.

def understood: ["$schema", "$defs", "$ref", "title", "description", "type", "required",
	"properties", "items", "enum", "const", "anyOf"];

def type_of: if type != "number" then type elif floor == . then "integer" else "number" end;

# check(SCHEMA; ROOT; PATH) - output a message for each violation in the input
def check($s; $root; $path):
	. as $json |
	($s | keys_unsorted - understood | .[] | "\($path): the schema has \(.), which is not supported"),
	if $s | has("$ref") then
		($s["$ref"] | ltrimstr("#/$defs/")) as $name |
		if $root["$defs"] | has($name) then check($root["$defs"][$name]; $root; $path)
		else "\($path): the schema has no \($name)" end
	else empty end,
	if $s | has("type") then
		($s.type | if type == "array" then . else [.] end) as $types |
		if $types | index($json | type_of) then empty
		else "\($path): is \($json | type_of), not \($types | join(" or "))" end
	else empty end,
	if ($s | has("const")) and $s.const != $json then "\($path): is not \($s.const)" else empty end,
	if ($s | has("enum")) and ($s.enum | index([$json]) | not) then
		"\($path): \($json | tojson) is none of the values listed"
	else empty end,
	if $json | type == "object" then
		(($s.required // []) - ($json | keys_unsorted) | .[] | "\($path): has no \(.)"),
		($json | keys_unsorted[] as $key |
			if $s.properties // {} | has($key) then
				.[$key] | check($s.properties[$key]; $root; "\($path).\($key)")
			elif $s.type == "object" then "\($path): \($key) is not documented"
			else empty end)
	else empty end,
	if ($json | type == "array") and ($s | has("items")) then
		range($json | length) as $i |
		$json[$i] | check($s.items; $root; "\($path)[\($i)]")
	else empty end,
	if ($s | has("anyOf")) and all($s.anyOf[]; . as $one | [$json | check($one; $root; $path)] | length > 0) then
		"\($path): fits none of the alternatives"
	else empty end;

$json[] | check($schema[0]; $schema[0]; "")
