/* SPDX-License-Identifier: MIT
 *
 * E: send. */
#include "row.h"

const struct row rows_send[] = {
	{.id = "E01",
	 .claim = "the first send to who has closed succeeds, all others break",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; send(s,1)→1; send(s,1)→EPIPE ⚡; send(s,1)→EPIPE ⚡; "
		   "send(s,1,NOSIGNAL)→EPIPE",
	 .without = "write(s,1)→EPIPE ⚡: the seam's write spares the signal, see S22"},
	{.id = "E02",
	 .claim = "NOSIGNAL keeps the error and spares the signal",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; send(s,1,NOSIGNAL)→1; send(s,1,NOSIGNAL)→EPIPE; recv(s,4)→0; "
		   "poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw"},
	{.id = "E03",
	 .claim = "a reset is told before the pipe is broken",
	 .setup = "pair(c,s)",
	 .expect = "close(c)[SO_LINGER 0]→0; send(s,1,NOSIGNAL)→ECONNRESET; "
		   "send(s,1,NOSIGNAL)→EPIPE; recv(s,4)→0"},
	{.id = "E04",
	 .claim = "who has shut down writing can not send, not even nothing",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,WR)→0; send(c,1)→EPIPE ⚡; send(c,1,NOSIGNAL)→EPIPE; "
		   "send(c,0)→EPIPE ⚡; poll(c)→OUT; select(c)→w; SO_ERROR(c)→0"},
	{.id = "E05",
	 .claim = "nothing may be sent to who has closed until the reset is here",
	 .setup = "pair(c,s)",
	 .expect = "send(c,0)→0; close(s)→0; send(c,0)→0; send(c,1)→1; send(c,0)→EPIPE ⚡; "
		   "send(c,0)→EPIPE ⚡"},
	{.id = "E06",
	 .claim = "sending nothing takes the error",
	 .setup = "pair(c,s)",
	 .expect = "close(s)[SO_LINGER 0]→0; send(c,0)→ECONNRESET; send(c,0)→EPIPE ⚡; recv(c,4)→0"},
	{.id = "E07",
	 .claim = "one can send to who has shut down reading",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(s,RD)→0; send(c,3)→3; TCP_INFO(c)→ESTABLISHED; recv(s,8)→3 'abc'; "
		   "send(c,3)→3; recv(s,8)→3 'def'; poll(s)→IN|OUT|RDHUP; close(s)→0; recv(c,1)→0; "
		   "poll(c)→IN|OUT|RDHUP"},
	{.id = "E08",
	 .claim = "a reset is told to who has shut down writing, once",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,WR)→0; close(s)[SO_LINGER 0]→0; poll(c)→IN|OUT|RDHUP|ERR|HUP; "
		   "select(c)→rw; send(c,1)→ECONNRESET; recv(c,4)→0; recv(c,4)→0"},
	{.id = "E09",
	 .claim = "a reset that send took leaves bytes and a plain end",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,WR)→0; send(s,3)→3; close(s)[SO_LINGER 0]→0; send(c,1)→ECONNRESET; "
		   "recv(c,4)→3 'abc'; recv(c,4)→0; poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw"},
	{.id = NULL},
};
