/* SPDX-License-Identifier: MIT
 *
 * D: recv. */
#include "row.h"

const struct row rows_recv[] = {
	{.id = "D01",
	 .claim = "bytes are looked at and taken in any pieces",
	 .setup = "pair(c,s)",
	 .expect = "recv(s,4)→EAGAIN; recv(s,0)→EAGAIN; send(c,5)→5; recv(s,0)→0; "
		   "recv(s,2,PEEK)→2 'ab'; recv(s,8,PEEK)→5 'abcde'; recv(s,2)→2 'ab'; "
		   "recv(s,8)→3 'cde'; recv(s,8)→EAGAIN"},
	{.id = "D02",
	 .claim = "the end stands behind the bytes, for ever",
	 .setup = "pair(c,s)",
	 .expect = "send(c,5)→5; close(c)→0; recv(s,2)→2 'ab'; poll(s)→IN|OUT|RDHUP; select(s)→rw; "
		   "recv(s,8)→3 'cde'; recv(s,8)→0; recv(s,8)→0; recv(s,0)→0; SO_ERROR(s)→0"},
	{.id = "D03",
	 .claim = "a reset stands behind the bytes, once",
	 .setup = "pair(c,s)",
	 .expect = "send(c,5)→5; close(c)[SO_LINGER 0]→0; recv(s,2)→2 'ab'; recv(s,8)→3 'cde'; "
		   "recv(s,8)→ECONNRESET; SO_ERROR(s)→0"},
	{.id = "D04",
	 .claim = "a recv of nothing takes the error, too",
	 .setup = "pair(c,s)",
	 .expect = "close(c)[SO_LINGER 0]→0; recv(s,0)→ECONNRESET; recv(s,4)→0; recv(s,4)→0; "
		   "recv(s,4)→0; send(s,1)→EPIPE ⚡"},
	{.id = "D05",
	 .claim = "after a reset the first send tells it, the second is a broken pipe",
	 .setup = "pair(c,s)",
	 .expect = "close(c)[SO_LINGER 0]→0; send(s,1)→ECONNRESET; send(s,1)→EPIPE ⚡; recv(s,4)→0; "
		   "poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw"},
	{.id = "D06",
	 .claim = "a reset that SO_ERROR took leaves a broken pipe",
	 .setup = "pair(c,s)",
	 .expect = "close(c)[SO_LINGER 0]→0; SO_ERROR(s)→ECONNRESET; send(s,1)→EPIPE ⚡; "
		   "recv(s,4)→0"},
	{.id = "D07c",
	 .claim = "without an urgent byte there is none to take",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; recv(s,4,OOB)→EINVAL; recv(s,4,OOB)→EINVAL; "
		   "recv(fresh,4,OOB)→EINVAL"},
	{.id = "D10",
	 .claim = "WAITALL does not wait here, TRUNC throws away",
	 .setup = "pair(c,s)",
	 .expect = "recv(s,4,OOB)→EINVAL; send(c,4)→4; recv(s,4,WAITALL|DONTWAIT)→4 'abcd'; "
		   "recv(s,8,TRUNC)→EAGAIN; send(c,4)→4; recv(s,8,TRUNC)→4 '....'; "
		   "recv(s,8)→EAGAIN"},
	{.id = "D12",
	 .claim = "two sends may be one recv",
	 .setup = "pair(c,s)",
	 .expect = "send(c,3)→3; send(c,3)→3; recv(s,4)→4 'abcd'; recv(s,8)→2 'ef'; send(c,5)→5; "
		   "read(s,4)→4 'ghij'; read(s,8)→1 'k'",
	 .without = "readv, a bad pointer"},
	{.id = "D13",
	 .claim = "a descriptor that is no socket is refused, and one that is not open",
	 .setup = "open(n,/dev/null,RDWR); socket(c); close(c)",
	 .expect = "recv(n,4)→ENOTSOCK; send(n,1)→ENOTSOCK; SO_ERROR(n)→ENOTSOCK; "
		   "accept(n,x)→ENOTSOCK; connect(n,lo:9)→ENOTSOCK; shutdown(n,WR)→ENOTSOCK; "
		   "poll(n)→IN|OUT; select(n)→rw; recv(c,4)→EBADF"},
	{.id = "D14",
	 .claim = "bytes and end outlast the reset that our send draws",
	 .setup = "pair(c,s)",
	 .expect = "send(c,3)→3; close(c)→0; send(s,1)→1; poll(s)→IN|OUT|RDHUP|ERR|HUP; "
		   "select(s)→rw; recv(s,8)→3 'abc'; recv(s,8)→0; send(s,1)→EPIPE ⚡"},
	{.id = "D15",
	 .claim = "bytes and end outlast the error that SO_ERROR takes",
	 .setup = "pair(c,s)",
	 .expect = "send(c,3)→3; close(c)→0; send(s,1)→1; SO_ERROR(s)→EPIPE; recv(s,8)→3 'abc'; "
		   "recv(s,8)→0"},
	{.id = "D16",
	 .claim = "PEEK finds the bytes before the reset",
	 .setup = "pair(c,s)",
	 .expect = "send(c,4)→4; recv(s,4,PEEK)→4 'abcd'; close(c)[SO_LINGER 0]→0; "
		   "recv(s,4,PEEK)→4 'abcd'; recv(s,4,PEEK)→4 'abcd'; recv(s,4)→4 'abcd'"},
	{.id = "D17",
	 .claim = "PEEK takes the error",
	 .setup = "pair(c,s)",
	 .expect = "close(c)[SO_LINGER 0]→0; recv(s,4,PEEK)→ECONNRESET; recv(s,4,PEEK)→0; "
		   "recv(s,4)→0; SO_ERROR(s)→0"},
	{.id = "D07",
	 .claim = "an urgent byte is no part of the stream, and recv destroys it",
	 .setup = "pair(c,s)",
	 .expect = "send(c,1,OOB)→1; poll(s)→PRI|OUT; select(s)→wx; recv(s,4)→EAGAIN; "
		   "recv(s,4,OOB)→EINVAL; recv(s,4,OOB)→EINVAL; poll(s)→OUT; select(s)→w",
	 .without = "SIOCATMARK"},
	{.id = "D07b",
	 .claim = "an urgent byte is taken once, and a second one takes its place",
	 .setup = "pair(c,s)",
	 .expect = "send(c,1,OOB)→1; poll(s)→PRI|OUT; select(s)→wx; recv(s,4,OOB|PEEK)→1 'a'; "
		   "recv(s,4,OOB)→1 'a'; recv(s,4,OOB)→EINVAL; poll(s)→OUT; select(s)→w; "
		   "recv(s,4)→EAGAIN; send(c,2)→2; recv(s,4)→2 'bc'; send(c,1,OOB)→1; "
		   "send(c,1,OOB)→1; recv(s,8)→EAGAIN; recv(s,4,OOB)→EINVAL"},
	{.id = "D08",
	 .claim = "recv stops before the mark, and the next one goes past it",
	 .setup = "pair(c,s)",
	 .expect = "send(c,2)→2; send(c,3,OOB)→3; send(c,2)→2; poll(s)→IN|PRI|OUT; "
		   "select(s)→rwx; recv(s,16)→4 'abcd'; poll(s)→IN|PRI|OUT; select(s)→rwx; "
		   "recv(s,16)→2 'fg'; poll(s)→OUT; select(s)→w; recv(s,4,OOB)→EINVAL",
	 .without = "SIOCATMARK"},
	{.id = "D09",
	 .claim = "inline an urgent byte is one of the stream, behind a mark",
	 .setup = "pair(c,s); set(s,OOBINLINE,1)",
	 .expect = "send(c,2)→2; send(c,2,OOB)→2; poll(s)→IN|PRI|OUT; select(s)→rwx; "
		   "recv(s,16)→3 'abc'; recv(s,16)→1 'd'; poll(s)→OUT; select(s)→w; "
		   "recv(s,4,OOB)→EINVAL"},
	{.id = NULL},
};
