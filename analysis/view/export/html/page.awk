# SPDX-License-Identifier: GPL-2.0-only
# The page as two C strings, page_before and page_after its data.  Input: page.html; the lines
# @STYLE@ and @SCRIPT@ in it are replaced by the files of the variables style and script.
function put(line)
{
	gsub(/\\/, "\\\\", line)
	gsub(/"/, "\\\"", line)
	# no trigraph, and no line longer than a compiler must accept
	gsub(/\?/, "\\?", line)
	print "\t\"" line "\\n\""
}

function put_files(names,	n, i, file, line, status)
{
	n = split(names, file, " ")
	for (i = 1; i <= n; i++) {
		while ((status = (getline line < file[i])) > 0)
			put(line)
		if (status < 0) {
			print "page.awk: cannot read " file[i] > "/dev/stderr"
			exit 1
		}
	}
}

BEGIN { print "static const char page_before[] =" }
$0 == "@STYLE@" { put_files(style); next }
$0 == "@SCRIPT@" { put_files(script); next }
$0 == "@DATA@" { print "\t;\nstatic const char page_after[] ="; next }
{ put($0) }
END { print "\t;" }
