/* SPDX-License-Identifier: MIT
 *
 * J: AF_UNIX. */
#include "row.h"

#define OOB "urgent data, which AF_UNIX has on Linux alone"

const struct row rows_unix[] = {
	{.id = "J01",
	 .claim = "a connect to a path says at once why not",
	 .setup = "unix(b); bind(b,/bound); unix_listener(l,/stale); close(l); unix(d,DGRAM); "
		  "bind(d,/dgram); unix(c)",
	 .expect = "connect(c,/missing)→ENOENT; connect(c,/bound)→ECONNREFUSED; "
		   "connect(c,/stale)→ECONNREFUSED; unix(x); bind(x,/bound)→EADDRINUSE; "
		   "connect(c,/dgram)→EPROTOTYPE; connect(c,@missing)→ECONNREFUSED; "
		   "open(f,/file,RDWR|CREAT); connect(c,/file)→ECONNREFUSED; poll(c)→OUT|HUP; "
		   "select(c)→rw; SO_ERROR(c)→0"},
	{.id = "J02",
	 .claim = "a full queue is EAGAIN, never a connect that is under way",
	 .setup = "unix_listener(l,@l,0); unix(c); unix(d)",
	 .expect = "connect(c,@l)→0; connect(d,@l)→EAGAIN; poll(d)→OUT|HUP; select(d)→rw; "
		   "SO_ERROR(d)→0; accept(l,s)→0; connect(d,@l)→0; poll(d)→OUT; select(d)→w; "
		   "connect(d,@l)→EAGAIN; unix_listener(m,@m,1); unix(e); unix(f); unix(g); "
		   "connect(e,@m)→0; connect(f,@m)→0; connect(g,@m)→EAGAIN; unix_listener(n,@n,2); "
		   "unix(h); unix(i); unix(j); connect(g,@n)→0; connect(h,@n)→0; connect(i,@n)→0; "
		   "connect(j,@n)→EAGAIN",
	 .without = "a call that waits"},
	{.id = "J03",
	 .claim = "a fresh socket hangs up, and a listener takes no bytes",
	 .setup = "unix(fresh); unix_listener(l,@l); unix(c)",
	 .expect = "poll(fresh)→OUT|HUP; select(fresh)→rw; recv(fresh,4)→EINVAL; "
		   "send(fresh,1)→ENOTCONN; poll(l)→0; select(l)→-; connect(c,@l)→0; poll(l)→IN; "
		   "select(l)→r; poll(c)→OUT; select(c)→w; accept(l,s)→0; send(c,2)→2; "
		   "recv(s,4)→2 'bc'; recv(s,4)→EAGAIN; recv(l,4)→EINVAL; send(l,1)→ENOTCONN; "
		   "connect(l,@l)→EINVAL; accept(c,x)→EINVAL; listen(c,1)→EINVAL; "
		   "listen(fresh,1)→EINVAL"},
	{.id = "J04",
	 .claim = "a close is a hang-up at once, behind what was sent",
	 .setup = "unix_listener(l,@l); unix_pair(c,s)",
	 .expect = "poll(s)→OUT; select(s)→w; send(c,3)→3; poll(s)→IN|OUT; select(s)→rw; "
		   "close(c)→0; poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw; recv(s,8)→3 'abc'; "
		   "recv(s,8)→0; poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw; send(s,1)→EPIPE ⚡; "
		   "SO_ERROR(s)→0; recv(s,1)→0"},
	{.id = "J05",
	 .claim = "what was unread at a close is an error, and SO_ERROR takes it",
	 .setup = "unix_listener(l,@l); unix_pair(c,s)",
	 .expect = "send(c,3)→3; close(s)→0; poll(c)→IN|OUT|RDHUP|ERR|HUP; select(c)→rw; "
		   "SO_ERROR(c)→ECONNRESET; poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; recv(c,4)→0; "
		   "send(c,1)→EPIPE ⚡"},
	{.id = "J06",
	 .claim = "what was unread at a close is an error, and recv takes it",
	 .setup = "unix_listener(l,@l); unix_pair(c,s)",
	 .expect = "send(c,3)→3; close(s)→0; recv(c,4)→ECONNRESET; recv(c,4)→0; "
		   "send(c,1)→EPIPE ⚡"},
	{.id = "J07",
	 .claim = "send does not take the error of a close",
	 .setup = "unix_listener(l,@l); unix_pair(c,s)",
	 .expect = "send(c,3)→3; close(s)→0; send(c,1)→EPIPE ⚡; send(c,1)→EPIPE ⚡; "
		   "recv(c,4)→ECONNRESET; recv(c,4)→0"},
	{.id = "J08",
	 .claim = "bytes come before the error of a close",
	 .setup = "unix_listener(l,@l); unix_pair(c,s)",
	 .expect = "send(c,3)→3; send(s,2)→2; close(s)→0; poll(c)→IN|OUT|RDHUP|ERR|HUP; "
		   "select(c)→rw; recv(c,8)→2 'de'; recv(c,8)→ECONNRESET; recv(c,8)→0"},
	{.id = "J09",
	 .claim = "half a shutdown is an end, two are a hang-up",
	 .setup = "unix_listener(l,@l); unix_pair(c,s)",
	 .expect = "shutdown(c,WR)→0; poll(s)→IN|OUT|RDHUP; select(s)→rw; poll(c)→OUT; "
		   "select(c)→w; recv(s,4)→0; send(s,2)→2; recv(c,4)→2 'ab'; send(c,1)→EPIPE ⚡; "
		   "shutdown(s,WR)→0; poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; "
		   "poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw; close(s)→0; "
		   "poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw"},
	{.id = "J10",
	 .claim = "who will not read breaks the other's send",
	 .setup = "unix_listener(l,@l); unix_pair(c,s)",
	 .expect = "send(s,2)→2; shutdown(c,RD)→0; poll(c)→IN|OUT|RDHUP; select(c)→rw; "
		   "poll(s)→OUT; select(s)→w; send(s,2)→EPIPE ⚡; recv(c,1)→1 'a'; "
		   "recv(c,4)→1 'b'; send(c,1)→1; recv(s,4)→1 'e'"},
	{.id = "J11",
	 .claim = "a whole shutdown hangs up at both ends",
	 .setup = "unix_listener(l,@l); unix_pair(c,s); unix(fresh)",
	 .expect = "shutdown(c,RDWR)→0; poll(c)→IN|OUT|RDHUP|HUP; select(c)→rw; "
		   "poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw; send(s,1)→EPIPE ⚡; recv(s,4)→0; "
		   "shutdown(c,RDWR)→0; shutdown(s,RDWR)→0; shutdown(fresh,RDWR)→0"},
	{.id = "J12",
	 .claim = "who was not accepted is reset with the listener, and loses what it sent",
	 .setup = "unix_listener(l,@l); unix(c); connect(c,@l)",
	 .expect = "send(c,2)→2; close(l)→0; poll(c)→IN|OUT|RDHUP|ERR|HUP; select(c)→rw; "
		   "recv(c,4)→ECONNRESET; recv(c,4)→0; send(c,1)→EPIPE ⚡"},
	{.id = "J12b",
	 .claim = "who was not accepted is reset with the listener",
	 .setup = "unix_listener(l,@l); unix(c); connect(c,@l)",
	 .expect = "close(l)→0; poll(c)→IN|OUT|RDHUP|ERR|HUP; select(c)→rw; "
		   "SO_ERROR(c)→ECONNRESET; recv(c,4)→0; send(c,1)→EPIPE ⚡"},
	{.id = "J13",
	 .claim = "who closed is accepted all the same, and a listener can be shut",
	 .setup = "unix_listener(l,@l); unix(c); connect(c,@l); unix(d)",
	 .expect = "send(c,2)→2; close(c)→0; poll(l)→IN; accept(l,s)→0; "
		   "poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw; getpeername(s)→unnamed; "
		   "recv(s,8)→2 'ab'; recv(s,8)→0; send(s,1)→EPIPE ⚡; shutdown(l,RD)→0; "
		   "poll(l)→IN|RDHUP; select(l)→r; connect(d,@l)→ECONNREFUSED"},
	{.id = "J14",
	 .claim = "a full pair takes no more, until most of it is read",
	 .setup = "socketpair(a,b); socketpair(c,d); set(c,SNDBUF,4608); set(a,SNDBUF,106496)",
	 .expect = "get(c,SNDBUF)→9216; sends(c,1000,9)→4; send(c,1000)→EAGAIN; poll(c)→0; "
		   "skip(d,1000)→1000; skip(d,1000)→1000; skip(d,1000)→1000; poll(c)→0; "
		   "skip(d,1000)→1000; poll(c)→OUT; get(a,SNDBUF)→212992; send(a,65536)→65536; "
		   "send(a,65536)→65536; send(a,65536)→65536; send(a,65536)→36544; "
		   "send(a,65536)→EAGAIN; poll(a)→0; skip(b,65536)→65536; skip(b,65536)→65536; "
		   "poll(a)→0; skip(b,65536)→65536; poll(a)→OUT"},
	{.id = "J15",
	 .claim = "a pair has no names and is of AF_UNIX alone",
	 .setup = "",
	 .expect = "socketpair(a,b,INET)→EOPNOTSUPP; socketpair(a,b)→0; getsockname(a)→unnamed; "
		   "getpeername(a)→unnamed; connect(a,@l)→ECONNREFUSED; send(a,2)→2; "
		   "close(a)[SO_LINGER 0]→0; recv(b,8)→2 'ab'; recv(b,8)→0",
	 .without = OOB},
	{.id = "J16",
	 .claim = "sends of a pair run together, and looking ahead takes nothing",
	 .setup = "socketpair(a,b)",
	 .expect = "send(a,0)→0; recv(b,4)→EAGAIN; send(a,2)→2; send(a,2)→2; recv(b,0)→0; "
		   "recv(b,8,PEEK)→4 'abcd'; recv(b,3)→3 'abc'; recv(b,8)→1 'd'",
	 .without = OOB},
	{.id = "J17",
	 .claim = "datagrams of a pair keep their bounds, and block when too many wait",
	 .setup = "socketpair(a,b,DGRAM); set(a,SNDBUF,106496)",
	 .expect = "sends(a,2,999)→278; poll(a)→0; recv(b,8)→2 'ab'; poll(a)→0; recv(b,1)→1 'c'; "
		   "close(b)→0; poll(a)→OUT; select(a)→w; send(a,1)→ECONNREFUSED; "
		   "recv(a,1)→EAGAIN; socketpair(p,q,SEQPACKET)→0; send(p,3)→3; send(p,3)→3; "
		   "recv(q,2)→2 'lm'; "
		   "recv(q,8)→3 'opq'; send(p,1)→1; close(q)→0; recv(p,4)→ECONNRESET; recv(p,4)→0; "
		   "send(p,1)→EPIPE"},
	{.id = "J18",
	 .claim = "the first send to who has closed breaks",
	 .setup = "unix_listener(l,@l); unix_pair(c,s)",
	 .expect = "close(c)→0; send(s,1)→EPIPE ⚡; poll(s)→IN|OUT|RDHUP|HUP; select(s)→rw; "
		   "recv(s,1)→0; send(s,0)→EPIPE ⚡"},
	{.id = NULL},
};
