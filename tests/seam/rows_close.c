/* SPDX-License-Identifier: MIT
 *
 * F: close, and what makes it a reset. */
#include "row.h"

const struct row rows_close[] = {
	{.id = "F01",
	 .claim = "closing with bytes unread resets",
	 .setup = "pair(c,s)",
	 .expect = "send(c,5)→5; close(s)→0; poll(c)→IN|OUT|RDHUP|ERR|HUP; select(c)→rw; "
		   "TCP_INFO(c)→CLOSE; recv(c,4)→ECONNRESET; recv(c,4)→0; send(c,1)→EPIPE ⚡; "
		   "poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw"},
	{.id = "F02",
	 .claim = "that reset is told by send if it comes first",
	 .setup = "pair(c,s)",
	 .expect = "send(c,5)→5; close(s)→0; send(c,1)→ECONNRESET; send(c,1)→EPIPE ⚡; recv(c,4)→0"},
	{.id = "F03",
	 .claim = "that reset does not take what the closer had sent",
	 .setup = "pair(c,s)",
	 .expect = "send(c,5)→5; send(s,2)→2; close(s)→0; poll(c)→IN|OUT|RDHUP|ERR|HUP; "
		   "select(c)→rw; recv(c,4)→2 'fg'; recv(c,4)→ECONNRESET; recv(c,4)→0"},
	{.id = "F04",
	 .claim = "a reset behind the end is an end for recv",
	 .setup = "pair(c,s)",
	 .expect = "send(s,2)→2; shutdown(s,WR)→0; send(c,5)→5; close(s)→0; "
		   "poll(c)→IN|OUT|RDHUP|ERR|HUP; select(c)→rw; recv(c,4)→2 'ab'; recv(c,4)→0"},
	{.id = "F05",
	 .claim = "our end does not spare us the reset",
	 .setup = "pair(c,s)",
	 .expect = "send(c,5)→5; shutdown(c,WR)→0; close(s)→0; poll(c)→IN|OUT|RDHUP|ERR|HUP; "
		   "select(c)→rw; recv(c,4)→ECONNRESET; recv(c,4)→0; SO_ERROR(c)→0"},
	{.id = "F06",
	 .claim = "one unread byte is enough",
	 .setup = "pair(c,s)",
	 .expect = "send(c,5)→5; recv(s,3)→3 'abc'; close(s)→0; poll(c)→IN|OUT|RDHUP|ERR|HUP; "
		   "select(c)→rw; recv(c,4)→ECONNRESET"},
	{.id = "F07",
	 .claim = "looking is not reading",
	 .setup = "pair(c,s)",
	 .expect = "send(c,5)→5; recv(s,8,PEEK)→5 'abcde'; close(s)→0; recv(c,4)→ECONNRESET"},
	{.id = "F08",
	 .claim = "shutting down reading is not reading",
	 .setup = "pair(c,s)",
	 .expect = "send(c,5)→5; shutdown(s,RD)→0; close(s)→0; recv(c,4)→ECONNRESET"},
	{.id = "F09",
	 .claim = "closing without linger resets",
	 .setup = "pair(c,s)",
	 .expect = "close(c)[SO_LINGER 0]→0; poll(s)→IN|OUT|RDHUP|ERR|HUP; select(s)→rw; "
		   "recv(s,4)→ECONNRESET; recv(s,4)→0"},
	{.id = "F10",
	 .claim = "what was sent before that reset arrives",
	 .setup = "pair(c,s)",
	 .expect = "send(c,3)→3; close(c)[SO_LINGER 0]→0; recv(s,8)→3 'abc'; recv(s,8)→ECONNRESET; "
		   "recv(s,8)→0"},
	{.id = "F11",
	 .claim = "a reset to who is gone disturbs nobody",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; close(s)[SO_LINGER 0]→0"},
	{.id = "F12",
	 .claim = "who has shut down writing gets bytes, then the reset",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,WR)→0; send(s,3)→3; close(s)[SO_LINGER 0]→0; "
		   "poll(c)→IN|OUT|RDHUP|ERR|HUP; select(c)→rw; recv(c,8)→3 'abc'; "
		   "recv(c,8)→ECONNRESET"},
	{.id = "F14",
	 .claim = "a connection ends with the last of its numbers",
	 .setup = "pair(c,s); dup(c,d)",
	 .expect = "close(c)→0; poll(s)→OUT; select(s)→w; send(d,2)→2; recv(s,4)→2 'ab'; "
		   "shutdown(d,WR)→0; recv(s,4)→0"},
	{.id = "F15",
	 .claim = "an urgent byte that nobody took is unread, too",
	 .setup = "pair(c,s)",
	 .expect = "send(c,1,OOB)→1; close(s)→0; recv(c,4)→ECONNRESET"},
	{.id = "F16",
	 .claim = "an urgent byte behind what was read is unread, too",
	 .setup = "pair(c,s)",
	 .expect = "send(c,3)→3; send(c,1,OOB)→1; recv(s,8)→3 'abc'; close(s)→0; "
		   "recv(c,4)→ECONNRESET"},
	{.id = "F17",
	 .claim = "who shut down first sees the close as end and hang-up",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,WR)→0; close(s)→0; poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; "
		   "TCP_INFO(c)→CLOSE; recv(c,1)→0; SO_ERROR(c)→0"},
	{.id = "F18",
	 .claim = "closing with bytes unread resets behind the end, too",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,WR)→0; send(s,3)→3; close(c)→0; poll(s)→IN|OUT|RDHUP|ERR|HUP; "
		   "select(s)→rw; recv(s,4)→0; recv(s,4)→0; recv(s,4)→0"},
	{.id = "F19",
	 .claim = "recv does not clear the error behind the end",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; send(s,3)→3; recv(s,4)→0; poll(s)→IN|OUT|RDHUP|ERR|HUP; "
		   "select(s)→rw"},
	{.id = "F20",
	 .claim = "both may close",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; close(s)→0"},
	{.id = "F21",
	 .claim = "it does not matter who had connected",
	 .setup = "pair(c,s)",
	 .expect = "send(s,3)→3; close(c)→0; recv(s,4)→ECONNRESET; recv(s,4)→0"},
	{.id = "F22",
	 .claim = "half-closed and closed with bytes unread is an end, and breaks the pipe",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(s,WR)→0; send(c,5)→5; close(s)→0; poll(c)→IN|OUT|RDHUP|ERR|HUP; "
		   "select(c)→rw; recv(c,4)→0; send(c,1)→EPIPE ⚡"},
	{.id = NULL},
};
