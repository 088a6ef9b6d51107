/* SPDX-License-Identifier: MIT
 *
 * B: what poll and select say of a socket in each state. */
#include "row.h"

const struct row rows_ready[] = {
	{.id = "B01",
	 .claim = "a fresh socket is writable and hung up",
	 .setup = "",
	 .expect = "poll(c)→OUT|HUP; select(c)→rw; SO_ERROR(c)→0; recv(c,4)→ENOTCONN; "
		   "send(c,1)→EPIPE ⚡; getsockname(c)→0.0.0.0:0; getpeername(c)→ENOTCONN"},
	{.id = "B02",
	 .claim = "a bound socket is as a fresh one",
	 .setup = "",
	 .expect = "bind(c,lo:0)→0; poll(c)→OUT|HUP; select(c)→rw; getsockname(c)→lo:PORT"},
	{.id = "B03",
	 .claim = "a listener is readable while somebody waits",
	 .setup = "listener(l)",
	 .expect = "poll(l)→0; select(l)→-; connect(c,L); poll(l)→IN; select(l)→r; accept(l,s)→0; "
		   "poll(l)→0; select(l)→-; accept(l,s)→EAGAIN"},
	{.id = "B04",
	 .claim = "a connection is readable while it holds bytes",
	 .setup = "pair(c,s)",
	 .expect = "poll(c)→OUT; select(c)→w; poll(s)→OUT; select(s)→w; send(c,3)→3; "
		   "poll(s)→IN|OUT; select(s)→rw; recv(s,8)→3 'abc'; poll(s)→OUT; select(s)→w"},
	{.id = "B05",
	 .claim = "after a half-close the other half is used on",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,WR)→0; poll(s)→IN|OUT|RDHUP; select(s)→rw; poll(c)→OUT; "
		   "select(c)→w; recv(s,4)→0; recv(s,4)→0; send(s,2)→2; poll(c)→IN|OUT; "
		   "select(c)→rw; recv(c,4)→2 'ab'; send(c,1)→EPIPE ⚡; TCP_INFO(c)→FIN_WAIT2; "
		   "TCP_INFO(s)→CLOSE_WAIT"},
	{.id = "B06",
	 .claim = "a peer that closes is an end, not a hang-up",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; poll(s)→IN|OUT|RDHUP; select(s)→rw; recv(s,4)→0; "
		   "poll(s)→IN|OUT|RDHUP; select(s)→rw; SO_ERROR(s)→0; TCP_INFO(s)→CLOSE_WAIT"},
	{.id = "B07",
	 .claim = "two half-closes are a hang-up, and the peer has no name any more",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,WR)→0; shutdown(s,WR)→0; poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; "
		   "poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw; recv(c,4)→0; recv(s,4)→0; "
		   "poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; poll(s)→IN|OUT|RDHUP|HUP; "
		   "select(s)→rw; TCP_INFO(c)→CLOSE; TCP_INFO(s)→CLOSE; getpeername(c)→ENOTCONN; "
		   "getpeername(s)→ENOTCONN; getsockname(s)→lo:PORT; SO_ERROR(c)→0; "
		   "send(s,1)→EPIPE ⚡"},
	{.id = "B08",
	 .claim = "a reset is an error until SO_ERROR takes it",
	 .setup = "pair(c,s)",
	 .expect = "close(c)[SO_LINGER 0]→0; poll(s)→IN|OUT|RDHUP|ERR|HUP; select(s)→rw; "
		   "SO_ERROR(s)→ECONNRESET; poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw; recv(s,4)→0; "
		   "send(s,1)→EPIPE ⚡; TCP_INFO(s)→CLOSE; getpeername(s)→ENOTCONN; "
		   "getsockname(s)→lo:PORT"},
	{.id = "B09",
	 .claim = "a reset does not take bytes that had arrived",
	 .setup = "pair(c,s)",
	 .expect = "send(c,3)→3; close(c)[SO_LINGER 0]→0; poll(s)→IN|OUT|RDHUP|ERR|HUP; "
		   "select(s)→rw; recv(s,8)→3 'abc'; recv(s,8)→ECONNRESET; "
		   "poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw; send(s,1)→EPIPE ⚡"},
	{.id = "B10",
	 .claim = "a reset taken by SO_ERROR leaves bytes and a plain end",
	 .setup = "pair(c,s)",
	 .expect = "send(c,3)→3; close(c)[SO_LINGER 0]→0; SO_ERROR(s)→ECONNRESET; "
		   "poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw; recv(s,8)→3 'abc'; recv(s,8)→0"},
	{.id = "B11",
	 .claim = "who shut down reading still gets what is sent to him",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,RD)→0; poll(c)→IN|OUT|RDHUP; select(c)→rw; poll(s)→OUT; "
		   "select(s)→w; recv(c,4)→0; send(s,3)→3; poll(c)→IN|OUT|RDHUP; select(c)→rw; "
		   "recv(c,8)→3 'abc'; recv(c,8)→0; send(c,2)→2; recv(s,8)→2 'de'; "
		   "TCP_INFO(c)→ESTABLISHED; TCP_INFO(s)→ESTABLISHED"},
	{.id = "B12",
	 .claim = "shutting down reading keeps bytes that had arrived",
	 .setup = "pair(c,s)",
	 .expect = "send(s,3)→3; shutdown(c,RD)→0; poll(c)→IN|OUT|RDHUP; select(c)→rw; "
		   "recv(c,8)→3 'abc'; recv(c,8)→0; poll(c)→IN|OUT|RDHUP; select(c)→rw"},
	{.id = "B13",
	 .claim = "bytes to who has shut down both ways reset both",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,RDWR)→0; poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; "
		   "poll(s)→IN|OUT|RDHUP; select(s)→rw; recv(c,4)→0; send(c,1)→EPIPE ⚡; "
		   "send(s,2)→2; poll(c)→IN|OUT|RDHUP|ERR|HUP; select(c)→rw; "
		   "poll(s)→IN|OUT|RDHUP|ERR|HUP; select(s)→rw; send(s,2)→EPIPE ⚡; recv(s,4)→0; "
		   "recv(c,4)→ECONNRESET; TCP_INFO(c)→CLOSE; TCP_INFO(s)→CLOSE"},
	{.id = "B14",
	 .claim = "shutdown may be repeated until the connection is over",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,WR)→0; shutdown(c,WR)→0; shutdown(c,RD)→0; shutdown(c,RDWR)→0; "
		   "close(s)→0; poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; shutdown(c,WR)→ENOTCONN; "
		   "shutdown(c,RD)→ENOTCONN; getpeername(c)→ENOTCONN; TCP_INFO(c)→CLOSE"},
	{.id = "B15",
	 .claim = "shutdown of a fresh socket fails, and holds for its connection",
	 .setup = "listener(l)",
	 .expect = "shutdown(c,RD)→ENOTCONN; shutdown(c,WR)→ENOTCONN; shutdown(c,RDWR)→ENOTCONN; "
		   "poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; connect(c,L)→EINPROGRESS; "
		   "poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; recv(c,4)→0; send(c,1)→EPIPE ⚡"},
	{.id = "B16",
	 .claim = "shutting down reading ends a listener, writing does not",
	 .setup = "listener(l); listener(l2); listener(l3)",
	 .expect = "shutdown(l,RD)→0; poll(l)→OUT|HUP; select(l)→rw; connect(c,L)→EINPROGRESS; "
		   "SO_ERROR(c)→ECONNREFUSED; accept(l,x)→EINVAL; getsockname(l)→lo:PORT; "
		   "TCP_INFO(l)→CLOSE; listen(l,5)→0; TCP_INFO(l)→LISTEN; shutdown(l2,WR)→0; "
		   "poll(l2)→0; select(l2)→-; connect(d,L2)→EINPROGRESS; poll(d)→OUT; "
		   "shutdown(l3,RDWR)→0; TCP_INFO(l3)→CLOSE; poll(l3)→OUT|HUP; select(l3)→rw"},
	{.id = "B17",
	 .claim = "sending to who has closed is an EPIPE that SO_ERROR takes",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; send(s,1)→1; poll(s)→IN|OUT|RDHUP|ERR|HUP; select(s)→rw; "
		   "SO_ERROR(s)→EPIPE; poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw; recv(s,4)→0; "
		   "send(s,1)→EPIPE ⚡"},
	{.id = "B18",
	 .claim = "the second send to who has closed fails",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; send(s,1)→1; send(s,1)→EPIPE ⚡; send(s,1)→EPIPE ⚡; recv(s,4)→0; "
		   "SO_ERROR(s)→0"},
	{.id = "B19",
	 .claim = "recv tells the end and not the reset behind it",
	 .setup = "pair(c,s)",
	 .expect = "close(c)→0; send(s,1)→1; recv(s,4)→0; recv(s,4)→0; send(s,1)→EPIPE ⚡; "
		   "SO_ERROR(s)→0"},
	{.id = "B20",
	 .claim = "poll reports a bad descriptor, select fails",
	 .setup = "socket(c); close(c)",
	 .expect = "poll(-1)→0; poll(c)→NVAL; select(c)→EBADF; poll(c,events=0)→NVAL"},
	{.id = "B21",
	 .claim = "errors and hang-ups are reported unasked",
	 .setup = "pair(c,s)",
	 .expect = "close(s)[SO_LINGER 0]→0; poll(c,events=0)→ERR|HUP; poll(c,IN)→IN|ERR|HUP; "
		   "poll(c,OUT)→OUT|ERR|HUP; poll(c,PRI)→ERR|HUP"},
	{.id = "B22",
	 .claim = "fewer bytes than SO_RCVLOWAT do not make readable",
	 .setup = "pair(c,s)",
	 .expect = "send(c,4)→4; set(s,RCVLOWAT,10)→0; poll(s)→OUT; select(s)→w; "
		   "recv(s,8)→4 'abcd'; send(c,8)→8; send(c,8)→8; poll(s)→IN|OUT; "
		   "shutdown(c,WR)→0; poll(s)→IN|OUT|RDHUP"},
	{.id = "B23",
	 .claim = "a connection that both have closed can not listen",
	 .setup = "pair(c,s)",
	 .expect = "close(s)→0; SO_ERROR(c)→0; shutdown(c,WR)→0; TCP_INFO(c)→CLOSE; "
		   "poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; recv(c,1)→0; send(c,1)→EPIPE ⚡; "
		   "SO_ERROR(c)→0; getpeername(c)→ENOTCONN; getsockname(c)→lo:PORT; "
		   "listen(c,5)→EINVAL"},
	{.id = NULL},
};
