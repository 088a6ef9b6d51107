/* SPDX-License-Identifier: MIT
 *
 * G: listen and accept. */
#include "row.h"

const struct row rows_accept[] = {
	{.id = "G01",
	 .claim = "a listener that closes resets who was waiting",
	 .setup = "listener(l); connect(a,L); connect(b,L)",
	 .expect = "send(b,3)→3; close(l)→0; poll(a)→IN|OUT|RDHUP|ERR|HUP; select(a)→rw; "
		   "recv(a,4)→ECONNRESET; recv(a,4)→0; send(b,1)→ECONNRESET; SO_ERROR(b)→0; "
		   "connect(d,L)→EINPROGRESS; SO_ERROR(d)→ECONNREFUSED"},
	{.id = "G02",
	 .claim = "who was reset before accept is accepted",
	 .setup = "listener(l); connect(a,L)",
	 .expect = "close(a)[SO_LINGER 0]→0; poll(l)→IN; accept(l,s)→0; getpeername(s)→ENOTCONN; "
		   "getsockname(s)→lo:PORT; poll(s)→IN|OUT|RDHUP|ERR|HUP; select(s)→rw; "
		   "recv(s,4)→ECONNRESET; recv(s,4)→0; send(s,1)→EPIPE ⚡; SO_ERROR(s)→0"},
	{.id = "G02b",
	 .claim = "accept knows his address, and his bytes are there",
	 .setup = "listener(l); connect(a,L)",
	 .expect = "send(a,3)→3; close(a)[SO_LINGER 0]→0; accept(l,s,addr)→lo:PORT; "
		   "send(s,1)→ECONNRESET; recv(s,8)→3 'abc'; recv(s,8)→0"},
	{.id = "G03",
	 .claim = "who sent and closed before accept is read as any other",
	 .setup = "listener(l); connect(a,L)",
	 .expect = "send(a,3)→3; close(a)→0; poll(l)→IN; accept(l,s); poll(s)→IN|OUT|RDHUP; "
		   "select(s)→rw; getpeername(s)→lo:PORT; recv(s,8)→3 'abc'; recv(s,8)→0; "
		   "send(s,1)→1; send(s,1)→EPIPE ⚡"},
	{.id = "G04",
	 .claim = "who comes first is accepted first",
	 .setup = "listener(l); connect(c0,L); connect(c1,L); connect(c2,L); connect(c3,L); "
		  "accept(l,s0); accept(l,s1); accept(l,s2); accept(l,s3)",
	 .expect = "peer(s0)→c0; peer(s1)→c1; peer(s2)→c2; peer(s3)→c3"},
	{.id = "G05",
	 .claim = "an accepted socket has its listener's options",
	 .setup = "set(l,KEEPALIVE,1); set(l,NODELAY,1); set(l,OOBINLINE,1); set(l,REUSEADDR,1); "
		  "linger(l,0); listener(l); connect(c,L); accept(l,s)",
	 .expect = "get(s,KEEPALIVE)→1; get(s,NODELAY)→1; get(s,OOBINLINE)→1; get(s,REUSEADDR)→1; "
		   "get(s,LINGER)→1,0; get(l,ACCEPTCONN)→1; get(s,ACCEPTCONN)→0; "
		   "flags(s)→RDWR|NONBLOCK|CLOEXEC",
	 .without = "accept without flags, or with bad ones: the seam has neither"},
	{.id = "G06",
	 .claim = "without a descriptor accept fails, and the caller goes on waiting",
	 .setup = "listener(l); socket(x); connect(c,L)",
	 .expect =
		 "accept(l,s)→EMFILE; poll(l)→IN; accept(l,s)→EMFILE; socket(y)→EMFILE; close(x); "
		 "accept(l,s)→0; poll(l)→0; poll(c)→OUT; select(c)→w",
	 .sockets = 3},
	{.id = "G06b",
	 .claim = "accept looks for a descriptor before it looks at the queue",
	 .setup = "listener(l)",
	 .expect = "accept(l,s)→EAGAIN; socket(x); accept(l,s)→EMFILE",
	 .sockets = 2},
	{.id = "G07",
	 .claim = "listen may be repeated, and a shorter queue keeps who is in it",
	 .setup = "listener(l)",
	 .expect = "listen(l,3)→0; completed(l,10)→4; listen(l,0)→0; accepted(l)→4"},
	{.id = "G08",
	 .claim = "a socket without a port gets one when it listens",
	 .setup = "",
	 .expect = "listen(l,5)→0; getsockname(l)→0.0.0.0:PORT; connect(c,lo:L)→EINPROGRESS; "
		   "poll(c)→OUT; bind(l,lo:0)→EINVAL; udp(u); listen(u,5)→EOPNOTSUPP"},
	{.id = "G10",
	 .claim = "who was reset keeps his place in the queue",
	 .setup = "listener(l,0); connect(a,L)",
	 .expect = "close(a)[SO_LINGER 0]→0; connect(b,L)→EINPROGRESS; TCP_INFO(b)→SYN_SENT; "
		   "poll(b)→0"},
	{.id = "G11",
	 .claim = "shutting down a listener resets who was waiting",
	 .setup = "listener(l); connect(a,L)",
	 .expect = "shutdown(l,RDWR)→0; poll(a)→IN|OUT|RDHUP|ERR|HUP; select(a)→rw; "
		   "SO_ERROR(a)→ECONNRESET; accept(l,s)→EINVAL"},
	{.id = "G12",
	 .claim = "who closed before accept is accepted",
	 .setup = "listener(l)",
	 .expect = "connect(a,L)→EINPROGRESS; close(a)→0; poll(l)→IN; accept(l,s); recv(s,4)→0; "
		   "send(s,1)→1; SO_ERROR(s)→EPIPE"},
	{.id = "G13",
	 .claim = "accept cuts the address to the room for it, and a bad length costs the caller",
	 .setup = "listener(l); connect(a,L); connect(b,L)",
	 .expect = "accept(l,s,addrlen 4)→0, out 16; accept(l,t,addrlen -1)→EINVAL; "
		   "accept(l,t)→EAGAIN",
	 .lies = true},
	{.id = "G14",
	 .claim = "accepted connections outlive their listener",
	 .setup = "listener(l); connect(c,L); accept(l,s1)",
	 .expect = "close(l)→0; send(c,2)→2; recv(s1,4)→2 'ab'; poll(c)→OUT; select(c)→w"},
	{.id = NULL},
};
