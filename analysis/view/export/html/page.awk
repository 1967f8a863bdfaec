# SPDX-License-Identifier: GPL-2.0-only
# Converts page.html to two C strings, page_before and page_after, the page before and after its
# data.  The lines @STYLE@ and @SCRIPT@ are replaced by the files named in the variables style and
# script.
function put(line)
{
	gsub(/\\/, "\\\\", line)
	gsub(/"/, "\\\"", line)
	# escaped, as two question marks may begin a trigraph
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
