/* SPDX-License-Identifier: MIT
 *
 * A: connect. */
#include "row.h"

const struct row rows_connect[] = {
	{.id = "A01",
	 .claim = "a connect to a live listener is never done at once",
	 .setup = "listener(l)",
	 .expect = "connect(c,L)→EINPROGRESS; poll(c)→OUT; select(c)→w; SO_ERROR(c)→0; "
		   "connect(c,L)→0; connect(c,L)→EISCONN; getpeername(c)→lo:PORT; "
		   "TCP_INFO(c)→ESTABLISHED; poll(l)→IN; select(l)→r"},
	{.id = "A03",
	 .claim = "a refusal is told once, by SO_ERROR if it is asked first",
	 .setup = "",
	 .expect = "connect(c,DEAD)→EINPROGRESS; poll(c)→IN|OUT|RDHUP|ERR|HUP; select(c)→rw; "
		   "SO_ERROR(c)→ECONNREFUSED; poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; "
		   "SO_ERROR(c)→0; recv(c,8)→0; send(c,1)→EPIPE ⚡; connect(c,DEAD)→ECONNABORTED; "
		   "SO_ERROR(c)→0; TCP_INFO(c)→CLOSE; getsockname(c)→0.0.0.0:PORT; "
		   "getpeername(c)→ENOTCONN"},
	{.id = "A04",
	 .claim = "a refusal told by connect leaves a descriptor that may connect again",
	 .setup = "",
	 .expect = "connect(c,DEAD)→EINPROGRESS; connect(c,DEAD)→ECONNREFUSED; poll(c)→OUT|HUP; "
		   "select(c)→rw; connect(c,DEAD)→EINPROGRESS; connect(c,DEAD)→ECONNREFUSED; "
		   "SO_ERROR(c)→0; poll(c)→OUT|HUP; select(c)→rw"},
	{.id = "A05",
	 .claim = "a refusal is told by recv if it comes first",
	 .setup = "",
	 .expect = "connect(c,DEAD)→EINPROGRESS; recv(c,8)→ECONNREFUSED; "
		   "poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; recv(c,8)→0; send(c,1)→EPIPE ⚡; "
		   "SO_ERROR(c)→0; connect(c,DEAD)→ECONNABORTED"},
	{.id = "A06",
	 .claim = "a refusal is told by send if it comes first",
	 .setup = "",
	 .expect = "connect(c,DEAD)→EINPROGRESS; send(c,1)→ECONNREFUSED; "
		   "poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; send(c,1)→EPIPE ⚡; recv(c,8)→0; "
		   "SO_ERROR(c)→0"},
	{.id = "A08",
	 .claim = "a refused descriptor fails once more before it connects",
	 .setup = "listener(l)",
	 .expect = "connect(c,DEAD)→EINPROGRESS; SO_ERROR(c)→ECONNREFUSED; "
		   "connect(c,L)→ECONNABORTED; poll(c)→OUT|HUP; select(c)→rw; SO_ERROR(c)→0; "
		   "connect(c,L)→EINPROGRESS; connect(c,L)→0; TCP_INFO(c)→ESTABLISHED"},
	{.id = "A09",
	 .claim = "backlog 0 admits one, and the others wait",
	 .setup = "listener(l,0)",
	 .expect = "connect(c0,L)→EINPROGRESS; connect(c1,L)→EINPROGRESS; "
		   "connect(c2,L)→EINPROGRESS; connect(c3,L)→EINPROGRESS; "
		   "connect(c4,L)→EINPROGRESS; connect(c5,L)→EINPROGRESS; poll(c0)→OUT; "
		   "TCP_INFO(c0)→ESTABLISHED; poll(c1)→0; TCP_INFO(c1)→SYN_SENT; poll(c2)→0; "
		   "TCP_INFO(c2)→SYN_SENT; poll(c3)→0; TCP_INFO(c3)→SYN_SENT; poll(c4)→0; "
		   "TCP_INFO(c4)→SYN_SENT; poll(c5)→0; TCP_INFO(c5)→SYN_SENT; accept(l,s)→0; "
		   "accept(l,s)→EAGAIN; accept(l,s)→EAGAIN"},
	{.id = "A10",
	 .claim = "backlog n admits n + 1, a negative one everybody",
	 .setup = "listener(a,-1); listener(b,0); listener(c,1); listener(d,2); listener(e,3); "
		  "listener(f,4)",
	 .expect = "completed(a,12)→12; completed(b,12)→1; completed(c,12)→2; completed(d,12)→3; "
		   "completed(e,12)→4; completed(f,12)→5"},
	{.id = "A11",
	 .claim = "a connect that nobody answers is aborted by shutdown",
	 .setup = "listener(l,0)",
	 .expect = "connect(a,L)→EINPROGRESS; connect(b,L)→EINPROGRESS; poll(b)→0; select(b)→-; "
		   "SO_ERROR(b)→0; connect(b,L)→EALREADY; recv(b,4)→EAGAIN; send(b,1)→EAGAIN; "
		   "getsockname(b)→lo:PORT; getpeername(b)→ENOTCONN; shutdown(b,WR)→0; "
		   "poll(b)→OUT|ERR|HUP; select(b)→rw; TCP_INFO(b)→CLOSE; SO_ERROR(b)→ECONNRESET; "
		   "recv(b,4)→ENOTCONN; send(b,1)→EPIPE ⚡; connect(b,L)→EINPROGRESS"},
	{.id = "A12",
	 .claim = "a connect that found the queue full is let in when it asks again",
	 .setup = "listener(l,0); connect(a,L)",
	 .expect = "connect(b,L)→EINPROGRESS; accept(l,s)→0; "
		   "await(b,OUT,1000000000)→OUT in time; SO_ERROR(b)→0",
	 .slow = true},
	{.id = "A13",
	 .claim = "a connect that found the queue full is refused when the listener is gone",
	 .setup = "listener(l,0); connect(a,L)",
	 .expect = "connect(b,L)→EINPROGRESS; close(l); "
		   "await(b,OUT,1000000000)→OUT|ERR|HUP in time; SO_ERROR(b)→ECONNREFUSED; "
		   "poll(a)→IN|OUT|RDHUP|ERR|HUP; SO_ERROR(a)→ECONNRESET",
	 .slow = true},
	{.id = "A14",
	 .claim = "a socket can connect to itself",
	 .setup = "",
	 .expect = "bind(c,lo:0)→0; connect(c,C)→EINPROGRESS; TCP_INFO(c)→ESTABLISHED; "
		   "poll(c)→OUT; select(c)→w; send(c,3)→3; recv(c,8)→3 'abc'; "
		   "getsockname(c)→lo:PORT; getpeername(c)→lo:PORT; shutdown(c,WR)→0; "
		   "poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; recv(c,8)→0; TCP_INFO(c)→CLOSE"},
	{.id = "A15",
	 .claim = "a listener neither connects, receives nor sends",
	 .setup = "listener(l)",
	 .expect = "connect(l,L)→EISCONN; recv(l,4)→ENOTCONN; send(l,1)→EPIPE ⚡; SO_ERROR(l)→0; "
		   "getpeername(l)→ENOTCONN; getsockname(l)→lo:PORT; poll(l)→0; select(l)→-"},
	{.id = "A16",
	 .claim = "connect to AF_UNSPEC takes a connection apart",
	 .setup = "pair(c,s)",
	 .expect = "connect(c,AF_UNSPEC)→0; TCP_INFO(c)→CLOSE; poll(c)→OUT|ERR|HUP; select(c)→rw; "
		   "getpeername(c)→ENOTCONN; getsockname(c)→0.0.0.0:PORT; recv(s,4)→ECONNRESET; "
		   "poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw; connect(c,L)→EINPROGRESS; poll(c)→OUT"},
	{.id = "A17",
	 .claim = "bad addresses are refused at once, and leave no error pending",
	 .setup = "",
	 .expect = "connect(c,AF_INET6)→EAFNOSUPPORT; connect(c,addrlen 4)→EINVAL; "
		   "connect(c,255.255.255.255:9)→ENETUNREACH; connect(c,224.0.0.1:9)→ENETUNREACH; "
		   "SO_ERROR(c)→0"},
	{.id = "A18",
	 .claim = "0.0.0.0 is the host itself, and nobody listens at port 0",
	 .setup = "listener(l)",
	 .expect = "connect(c,0.0.0.0:L)→EINPROGRESS; getpeername(c)→lo:PORT; poll(c)→OUT; "
		   "connect(d,lo:0)→EINPROGRESS; SO_ERROR(d)→ECONNREFUSED"},
	{.id = "A21",
	 .claim = "the port of an outgoing connection is taken",
	 .setup = "listener(l); set(d,REUSEADDR,1)",
	 .expect = "connect(c,L)→EINPROGRESS; bind(d,C)→EADDRINUSE"},
	{.id = "A22",
	 .claim = "who has connected may send without waiting",
	 .setup = "listener(l)",
	 .expect = "connect(c,L)→EINPROGRESS; connect(c,L)→0; send(c,2)→2; accept(l,s)→0; "
		   "recv(s,8)→2 'ab'"},
	{.id = "A23",
	 .claim = "a connected socket neither connects, listens, binds nor accepts",
	 .setup = "pair(c,s)",
	 .expect = "connect(c,DEAD)→EISCONN; connect(s,DEAD)→EISCONN; listen(c,5)→EINVAL; "
		   "bind(c,lo:0)→EINVAL; accept(c,x)→EINVAL; accept(fresh,x)→EINVAL",
	 .without = "a bad flag of accept4"},
	{.id = "A24",
	 .claim = "a half-closed connection can not connect elsewhere",
	 .setup = "pair(c,s)",
	 .expect = "close(s)→0; connect(c,DEAD)→EISCONN; close(c)[SO_LINGER 0]→0"},
	{.id = "A25",
	 .claim = "a reset connection can not connect elsewhere, and keeps its error",
	 .setup = "pair(c,s)",
	 .expect = "close(s)[SO_LINGER 0]→0; connect(c,DEAD)→EISCONN; connect(c,DEAD)→EISCONN; "
		   "SO_ERROR(c)→ECONNRESET"},
	{.id = "A26",
	 .claim = "a reset connection never connects again, even without its error",
	 .setup = "pair(c,s)",
	 .expect = "close(s)[SO_LINGER 0]→0; SO_ERROR(c)→ECONNRESET; connect(c,L)→EISCONN; "
		   "connect(c,L)→EISCONN; poll(c)→IN|OUT|RDHUP|HUP; connect(c,L)→EISCONN"},
	{.id = NULL},
};
