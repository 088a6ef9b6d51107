/* SPDX-License-Identifier: MIT
 *
 * S: what ac_sys.h promises of every kernel, and what was measured later. */
#include "row.h"

const struct row rows_seam[] = {
	{.id = "S01",
	 .claim = "no call but the waits ever waits",
	 .setup = "listener(l)",
	 .expect = "accept(l,s)→EAGAIN; connect(c,L)→EINPROGRESS; accept(l,s)→0; recv(c,4)→EAGAIN; "
		   "recv(s,4)→EAGAIN; fill(s,65536)→EAGAIN"},
	{.id = "S02",
	 .claim = "poll never wakes early, however short the time",
	 .setup = "listener(l)",
	 .expect = "wait(poll,0,l)→0 in time; wait(poll,1,l)→0 in time; "
		   "wait(poll,999999,l)→0 in time; wait(poll,1000001,l)→0 in time; "
		   "wait(poll,2000000,l)→0 in time"},
	{.id = "S03",
	 .claim = "select never wakes early, however short the time",
	 .setup = "listener(l)",
	 .expect = "wait(select,0,l)→0 in time; wait(select,1,l)→0 in time; "
		   "wait(select,999999,l)→0 in time; wait(select,1000001,l)→0 in time; "
		   "wait(select,2000000,l)→0 in time"},
	{.id = "S04",
	 .claim = "with nothing to watch both are the sleep",
	 .setup = "",
	 .expect = "wait(poll,0)→0 in time; wait(poll,1500000)→0 in time; "
		   "wait(select,0)→0 in time; wait(select,1500000)→0 in time"},
	{.id = "S05",
	 .claim = "who waits without limit is woken by what is ready",
	 .setup = "pair(c,s)",
	 .expect = "send(c,1)→1; wait(poll,-1,s)→1; wait(select,-1,s)→1"},
	{.id = "S06",
	 .claim = "poll tells of each entry, in its place",
	 .setup = "pair(c,s); socket(x); close(x)",
	 .expect =
		 "polls(c,s)→2: OUT, OUT; send(c,3)→3; polls(s,-1,c,s)→3: IN|OUT, 0, OUT, IN|OUT; "
		 "polls(l,-1)→0: 0, 0; polls(l,x,c)→2: 0, NVAL, OUT"},
	{.id = "S07",
	 .claim = "select counts bits and leaves those that are ready",
	 .setup = "pair(c,s)",
	 .expect = "selects(c,s,l)→2: w, w, -; send(c,3)→3; selects(c,s,l)→3: w, rw, -; "
		   "selects(l)→0: -; select_w(s)→1 with w, 0 with none"},
	{.id = "S08",
	 .claim = "a bad descriptor makes select fail and keeps the sets",
	 .setup = "pair(c,s); socket(x); close(x)",
	 .expect = "selects(c,x)→EBADF: rwx, rwx; selects(c)→1: w"},
	{.id = "S09",
	 .claim = "no call takes a descriptor that is not open",
	 .setup = "socket(c); close(c)",
	 .expect =
		 "bind(c,lo:0)→EBADF; listen(c,1)→EBADF; accept(c,x)→EBADF; connect(c,lo:9)→EBADF; "
		 "shutdown(c,WR)→EBADF; close(c)→EBADF; get(c,TYPE)→EBADF; SO_ERROR(c)→EBADF; "
		 "set(c,REUSEADDR,1)→EBADF; getsockname(c)→EBADF; getpeername(c)→EBADF; "
		 "set_nonblock(c)→EBADF; recv(c,4)→EBADF; send(c,1)→EBADF; read(c,4)→EBADF; "
		 "write(c,1)→EBADF"},
	{.id = "S10",
	 .claim = "a new descriptor has the lowest number that is free",
	 .setup = "socket(a); socket(b); socket(c); listener(l); connect(d,L)",
	 .expect = "close(b); socket(e); same(e,b)→yes; close(c); close(a); accept(l,f); "
		   "same(f,a)→yes; socket(g); same(g,c)→yes"},
	{.id = "S11",
	 .claim = "port 0 is a free port, and its name can be asked",
	 .setup = "",
	 .expect =
		 "bind(a,lo:0)→0; getsockname(a)→lo:PORT; bind(b,lo:0)→0; getsockname(b)→lo:PORT; "
		 "bind(c,A)→EADDRINUSE; bind(c,B)→EADDRINUSE"},
	{.id = "S12",
	 .claim = "a descriptor that is told so is non-blocking still",
	 .setup = "pair(c,s)",
	 .expect = "set_nonblock(s)→0; set_nonblock(s)→0; recv(s,4)→EAGAIN"},
	{.id = "S13",
	 .claim = "shutdown knows three ways",
	 .setup = "pair(c,s)",
	 .expect = "shutdown(c,9)→EINVAL; shutdown(c,-1)→EINVAL; poll(c)→OUT; poll(s)→OUT"},
	{.id = "S14",
	 .claim = "an option nobody knows is refused",
	 .setup = "",
	 .expect = "get(c,nonsense)→ENOPROTOOPT; set(c,nonsense,1)→ENOPROTOOPT; get(c,TYPE)→1"},
	{.id = "S15",
	 .claim = "options are kept",
	 .setup = "",
	 .expect = "get(c,REUSEADDR)→0; set(c,REUSEADDR,1)→0; get(c,REUSEADDR)→1; "
		   "get(c,KEEPALIVE)→0; set(c,KEEPALIVE,7)→0; get(c,KEEPALIVE)→1; "
		   "get(c,NODELAY)→1; set(c,NODELAY,0)→0; get(c,NODELAY)→0; get(c,LINGER)→0,0; "
		   "linger(c,5)→0; get(c,LINGER)→1,5"},
	{.id = "S16",
	 .claim = "time does not run backwards",
	 .setup = "",
	 .expect = "now()→never back; wall()→after 1999"},
	{.id = "S17",
	 .claim = "random bytes are fresh, and just so many",
	 .setup = "",
	 .expect = "random(16)→fresh; random(0)→the same"},
	{.id = "S18",
	 .claim = "memory keeps its content when it grows, and size 0 frees it",
	 .setup = "",
	 .expect = "memory()→kept, freed"},
	{.id = "S19",
	 .claim = "a kernel hears notes and asks for none it does not know",
	 .setup = "",
	 .expect = "note()→told"},
	{.id = "S20",
	 .claim = "at the limit a descriptor that is closed can be had again",
	 .setup = "socket(a); socket(b)",
	 .expect = "socket(c)→EMFILE; close(a)→0; socket(c)→0; same(c,a)→yes; socket(d)→EMFILE",
	 .sockets = 2},
	{.id = "S21",
	 .claim = "a connect that comes to nothing takes the address it chose along",
	 .setup = "listener(l,0); connect(a,L); connect(b,L); bind(d,127.0.0.5:0)",
	 .expect = "getsockname(b)→lo:PORT; shutdown(b,WR)→0; getsockname(b)→0.0.0.0:PORT; "
		   "connect(c,DEAD)→EINPROGRESS; getsockname(c)→lo:PORT; "
		   "connect(c,DEAD)→ECONNREFUSED; getsockname(c)→0.0.0.0:PORT; "
		   "connect(d,DEAD)→EINPROGRESS; connect(d,DEAD)→ECONNREFUSED; "
		   "getsockname(d)→127.0.0.5:PORT"},
	{.id = "S22",
	 .claim = "read and write are recv and send, and write spares the signal",
	 .setup = "pair(c,s)",
	 .expect = "read(s,4)→EAGAIN; write(c,3)→3; recv(s,1)→1 'a'; read(s,8)→2 'bc'; "
		   "send(c,2)→2; read(s,8)→2 'de'; close(c)[SO_LINGER 0]→0; "
		   "read(s,8)→ECONNRESET; read(s,8)→0; write(s,1)→EPIPE"},
	{.id = "S23",
	 .claim = "an eventfd is readable while it counts something, and every write is an edge",
	 .setup = "eventfd(v); epoll(e); ctl(e,ADD,v,IN|OUT|ET)",
	 .expect = "poll(v)→OUT; select(v)→w; epoll_wait(e)→v:OUT; take(v)→EAGAIN; add(v,3)→8; "
		   "poll(v)→IN|OUT; select(v)→rw; epoll_wait(e)→v:IN|OUT; epoll_wait(e)→none; "
		   "add(v,4)→8; epoll_wait(e)→v:IN|OUT; take(v)→7; poll(v)→OUT; "
		   "epoll_wait(e)→v:OUT; epoll_wait(e)→none; take(v)→EAGAIN; recv(v,8)→ENOTSOCK"},
	{.id = "S24",
	 .claim = "a full eventfd is not writable, and has no room for more",
	 .setup = "eventfd(v,1)",
	 .expect = "add(v,-1)→EINVAL; add(v,-2)→EAGAIN; add(v,-3)→8; poll(v)→IN; select(v)→r; "
		   "add(v,1)→EAGAIN; add(v,0)→8; take(v)→18446744073709551614; poll(v)→OUT; "
		   "add(v,-2)→8; poll(v)→IN; read(v,4)→EINVAL; write(v,4)→EINVAL"},
	{.id = "S25",
	 .claim = "as a semaphore an eventfd is taken one by one",
	 .setup = "eventfd(v,2,SEMAPHORE); dup(v,d)",
	 .expect = "take(v)→1; poll(d)→IN|OUT; take(d)→1; take(v)→EAGAIN; poll(v)→OUT; add(d,1)→8; "
		   "close(v); take(d)→1"},
	{.id = "S26",
	 .claim = "what the seam opens is non-blocking and close-on-exec",
	 .setup = "socket(c); pipe(r,w); mkfifo(/f); open(f,/f,RDONLY); open(g,/f,RDWR); "
		  "open(n,/dev/null,WRONLY); eventfd(v); socketpair(a,b); socket(x); close(x)",
	 .expect = "flags(c)→RDWR|NONBLOCK|CLOEXEC; flags(r)→RDONLY|NONBLOCK|CLOEXEC; "
		   "flags(w)→WRONLY|NONBLOCK|CLOEXEC; flags(f)→RDONLY|NONBLOCK|CLOEXEC; "
		   "flags(g)→RDWR|NONBLOCK|CLOEXEC; flags(n)→WRONLY|NONBLOCK|CLOEXEC; "
		   "flags(v)→RDWR|NONBLOCK|CLOEXEC; flags(a)→RDWR|NONBLOCK|CLOEXEC; "
		   "flags(x)→EBADF"},
	{.id = "S27",
	 .claim = "a name is made once, and what is not there is not opened",
	 .setup = "unix(u); bind(u,/socket); mkfifo(/f); open(a,/file,RDWR|CREAT)",
	 .expect = "mkfifo(/f)→EEXIST; mkfifo(/file)→EEXIST; mkfifo(/socket)→EEXIST; "
		   "open(x,/missing,RDONLY)→ENOENT; open(x,/socket,RDONLY)→ENXIO; "
		   "open(x,/file,RDWR|CREAT|EXCL)→EEXIST; unix(v); bind(v,/f)→EADDRINUSE; "
		   "connect(v,/f)→ECONNREFUSED"},
	{.id = "S28",
	 .claim = "a file keeps what is written to it",
	 .setup = "open(a,/file,WRONLY|CREAT); open(n,/dev/null,RDWR)",
	 .expect = "write(a,5)→5; read(a,4)→EBADF; open(b,/file,RDONLY); read(b,2)→2 'ab'; "
		   "read(b,8)→3 'cde'; read(b,8)→0; write(a,1)→1; read(b,8)→1 'f'; "
		   "write(b,1)→EBADF; open(c,/file,RDWR|TRUNC); read(b,8)→0; write(c,2)→2; "
		   "open(d,/file,WRONLY|APPEND); write(d,1)→1; open(e,/file,RDONLY); "
		   "read(e,8)→3 'hij'; write(n,3)→3; read(n,8)→0"},
	{.id = "S29",
	 .claim = "ends of a FIFO share it, and what is in it goes with the last of them",
	 .setup = "mkfifo(/f); open(r,/f,RDONLY); open(q,/f,RDONLY); open(w,/f,WRONLY)",
	 .expect = "write(w,4)→4; read(r,2)→2 'ab'; read(q,4)→2 'cd'; read(r,4)→EAGAIN; close(r); "
		   "write(w,1)→1; poll(q)→IN; close(q); poll(w)→OUT|ERR; write(w,1)→EPIPE; "
		   "open(b,/f,RDWR); poll(w)→OUT; poll(b)→IN|OUT; read(b,4)→1 'e'; close(w); "
		   "poll(b)→OUT; read(b,4)→EAGAIN; write(b,2)→2; close(b); open(r,/f,RDONLY); "
		   "poll(r)→0; read(r,4)→0"},
	{.id = "S30",
	 .claim = "the size of a pipe is a power of two of pages, and never below what is in it",
	 .setup = "pipe(r,w); socket(c); socket(x); close(x)",
	 .expect = "fcntl(r,GETPIPE_SZ)→65536; fcntl(r,SETPIPE_SZ,1)→4096; "
		   "fcntl(w,GETPIPE_SZ)→4096; fcntl(w,SETPIPE_SZ,5000)→8192; write(w,9000)→8192; "
		   "poll(w)→0; fcntl(w,SETPIPE_SZ,4096)→EBUSY; fcntl(w,SETPIPE_SZ,20000)→32768; "
		   "poll(w)→OUT; skip(r,9000)→8192; fcntl(c,GETPIPE_SZ)→EBADF; "
		   "fcntl(x,GETPIPE_SZ)→EBADF"},
	{.id = "S31",
	 .claim = "a socket tells what it is, and can not be told",
	 .setup = "udp(u); unix(x); unix(y,DGRAM)",
	 .expect = "get(c,DOMAIN)→2; get(c,TYPE)→1; get(c,PROTOCOL)→6; get(u,DOMAIN)→2; "
		   "get(u,TYPE)→2; get(u,PROTOCOL)→17; get(x,DOMAIN)→1; get(x,TYPE)→1; "
		   "get(x,PROTOCOL)→0; get(y,TYPE)→2; get(c,SNDLOWAT)→1; get(u,ACCEPTCONN)→0; "
		   "set(c,DOMAIN,2)→ENOPROTOOPT; set(c,TYPE,1)→ENOPROTOOPT; "
		   "set(c,PROTOCOL,6)→ENOPROTOOPT; set(c,ACCEPTCONN,1)→ENOPROTOOPT; "
		   "set(c,SNDLOWAT,1)→ENOPROTOOPT; set(c,ERROR,1)→ENOPROTOOPT"},
	{.id = "S32",
	 .claim = "options of sockets are kept by each family, a switch as 0 or 1",
	 .setup = "udp(u); unix(x)",
	 .expect = "get(c,PRIORITY)→0; set(c,PRIORITY,6)→0; get(c,PRIORITY)→6; "
		   "set(u,BROADCAST,7)→0; get(u,BROADCAST)→1; set(u,BROADCAST,0)→0; "
		   "get(u,BROADCAST)→0; set(x,KEEPALIVE,-1)→0; get(x,KEEPALIVE)→1; "
		   "get(u,RCVLOWAT)→1; set(u,RCVLOWAT,0)→0; get(u,RCVLOWAT)→1; "
		   "set(u,RCVLOWAT,7)→0; get(u,RCVLOWAT)→7; set(u,RCVLOWAT,-1)→0; "
		   "get(u,RCVLOWAT)→2147483647; set(u,SNDBUF,0)→0; get(u,SNDBUF)→4608; "
		   "set(x,RCVBUF,7)→0; get(x,RCVBUF)→2304"},
	{.id = "S33",
	 .claim = "an option of another family is refused, in two words",
	 .setup = "udp(u); unix(x)",
	 .expect = "get(u,NODELAY)→EOPNOTSUPP; set(u,NODELAY,1)→ENOPROTOOPT; "
		   "get(c,V6ONLY)→EOPNOTSUPP; set(c,V6ONLY,1)→ENOPROTOOPT; "
		   "get(u,V6ONLY)→EOPNOTSUPP; set(u,V6ONLY,1)→ENOPROTOOPT; "
		   "get(x,NODELAY)→EOPNOTSUPP; set(x,NODELAY,1)→EOPNOTSUPP; "
		   "get(x,TOS)→EOPNOTSUPP; set(x,TOS,1)→EOPNOTSUPP"},
	{.id = "S34",
	 .claim = "IP's options are bytes, and two bits of TCP's type of service are its own",
	 .setup = "udp(u)",
	 .expect = "get(c,TOS)→0; set(c,TOS,7)→0; get(c,TOS)→4; set(c,TOS,-1)→0; get(c,TOS)→252; "
		   "set(u,TOS,7)→0; get(u,TOS)→7; set(u,TOS,300)→0; get(u,TOS)→44; "
		   "get(c,TTL)→64; set(c,TTL,0)→EINVAL; set(c,TTL,256)→EINVAL; set(c,TTL,255)→0; "
		   "get(c,TTL)→255; set(c,TTL,-1)→0; get(c,TTL)→64; set_byte(u,TTL,9)→0; "
		   "get(u,TTL)→9; get_room(u,TTL,2)→0, out 1; get_room(u,TTL,8)→0, out 4"},
	{.id = "S35",
	 .claim = "the answer of getsockopt is cut to its room, and a bad length is refused",
	 .setup = "",
	 .expect = "get_room(c,TYPE,8)→0, out 4; get_room(c,TYPE,2)→0, out 2; "
		   "get_room(c,TYPE,0)→0, out 0; get_room(c,TYPE,-1)→EINVAL; "
		   "get_room(c,NODELAY,-1)→EINVAL; get_room(c,TTL,-1)→EINVAL; "
		   "set_byte(c,REUSEADDR,1)→EINVAL; set_byte(c,NODELAY,1)→EINVAL; "
		   "set_byte(c,TYPE,1)→EINVAL; set_byte(c,LINGER,1)→EINVAL",
	 .lies = true},
	{.id = "S36",
	 .claim = "who watches exclusively says so once, and may not say everything",
	 .setup = "epoll(e); epoll(f); pair(c,s); udp(u)",
	 .expect = "ctl(e,ADD,s,IN|EXCLUSIVE)→0; ctl(f,ADD,s,IN|OUT|ET|EXCLUSIVE|WAKEUP)→0; "
		   "ctl(e,MOD,s,IN)→EINVAL; ctl(e,MOD,s,IN|EXCLUSIVE)→EINVAL; "
		   "ctl(e,ADD,c,IN|ONESHOT|EXCLUSIVE)→EINVAL; "
		   "ctl(e,ADD,c,IN|RDHUP|EXCLUSIVE)→EINVAL; "
		   "ctl(e,ADD,c,PRI|EXCLUSIVE)→EINVAL; ctl(e,ADD,f,IN|EXCLUSIVE)→EINVAL; "
		   "ctl(e,ADD,c,IN|WAKEUP)→0; ctl(e,MOD,c,IN|EXCLUSIVE)→EINVAL; "
		   "ctl(e,MOD,u,IN|EXCLUSIVE)→EINVAL; send(c,1)→1; epoll_wait(e)→s:IN; "
		   "epoll_wait(f)→s:IN|OUT; epoll_wait(f)→none; ctl(e,DEL,s)→0; "
		   "ctl(e,DEL,s)→ENOENT; ctl(e,ADD,s,IN)→0; epoll_wait(e)→s:IN"},
	{.id = "S37",
	 .claim =
		 "an epoll watched by another is ready with what it watches, and never in a circle",
	 .setup = "epoll(e); epoll(f); epoll(g); pair(c,s); ctl(f,ADD,s,IN); ctl(e,ADD,f,IN); "
		  "ctl(g,ADD,f,IN|ET)",
	 .expect = "epoll_wait(e)→none; poll(e)→0; send(c,1)→1; poll(e)→IN; select(e)→r; "
		   "epoll_wait(g)→f:IN; epoll_wait(g)→none; epoll_wait(e)→f:IN; "
		   "epoll_wait(e)→f:IN; send(c,1)→1; epoll_wait(g)→f:IN; epoll_wait(g)→none; "
		   "epoll_wait(f)→s:IN; epoll_wait(f)→s:IN; epoll_wait(e)→f:IN; recv(s,8)→2 'ab'; "
		   "epoll_wait(e)→none; epoll_wait(g)→none; ctl(f,ADD,e,IN)→ELOOP; "
		   "ctl(f,DEL,f)→EINVAL; "
		   "close(f)→0; send(c,1)→1; epoll_wait(e)→none; ctl(e,DEL,f)→EBADF"},
	{.id = "S38",
	 .claim = "no way through epolls that watch each other is longer than four",
	 .setup = "epoll(a); epoll(b); epoll(c); epoll(d); epoll(e); epoll(f); pair(x,y)",
	 .expect = "ctl(a,ADD,b,IN)→0; ctl(b,ADD,c,IN)→0; ctl(c,ADD,d,IN)→0; ctl(d,ADD,e,IN)→0; "
		   "ctl(e,ADD,f,IN)→ELOOP; ctl(f,ADD,a,IN)→ELOOP; ctl(f,ADD,b,IN)→0; "
		   "ctl(e,ADD,a,IN)→ELOOP; ctl(b,ADD,a,IN)→ELOOP; ctl(e,ADD,y,IN)→0; send(x,1)→1; "
		   "epoll_wait(a)→b:IN; ctl(d,DEL,e)→0; ctl(e,ADD,f,IN)→0; ctl(d,ADD,e,IN)→ELOOP"},
	{.id = "S39",
	 .claim = "each number of a file is armed for itself, and stays until the file is closed",
	 .setup = "epoll(e); pair(c,s); dup(s,d); ctl(e,ADD,s,IN|ONESHOT); ctl(e,ADD,d,IN|ET)",
	 .expect =
		 "send(c,1)→1; epoll_wait(e)→d:IN,s:IN; epoll_wait(e)→none; send(c,1)→1; "
		 "epoll_wait(e)→d:IN; ctl(e,MOD,s,IN|ONESHOT)→0; epoll_wait(e)→s:IN; "
		 "ctl(e,MOD,s,IN|ONESHOT|ET)→0; close(s)→0; send(c,1)→1; epoll_wait(e)→s:IN,d:IN; "
		 "ctl(e,MOD,s,IN)→EBADF; ctl(e,DEL,d)→0; send(c,1)→1; epoll_wait(e)→none; "
		 "close(d)→0; epoll_wait(e)→none"},
	{.id = "S40",
	 .claim = "an epoll lives as long as a number of it",
	 .setup = "epoll(e); pair(c,s); ctl(e,ADD,s,IN); dup(e,g)",
	 .expect = "send(c,1)→1; close(e)→0; epoll_wait(e)→EBADF; epoll_wait(g)→s:IN; "
		   "ctl(g,ADD,c,OUT)→0; epoll_wait(g)→s:IN,c:OUT; ctl(g,ADD,g,IN)→EINVAL; "
		   "read(g,4)→EINVAL; "
		   "write(g,4)→EINVAL; recv(g,4)→ENOTSOCK; close(g)→0"},
	{.id = "S41",
	 .claim = "TCP's times and counts have defaults and bounds",
	 .setup = "udp(u)",
	 .expect =
		 "get(c,KEEPIDLE)→7200; set(c,KEEPIDLE,0)→EINVAL; set(c,KEEPIDLE,32768)→EINVAL; "
		 "set(c,KEEPIDLE,32767)→0; get(c,KEEPIDLE)→32767; get(c,KEEPINTVL)→75; "
		 "set(c,KEEPINTVL,0)→EINVAL; set(c,KEEPINTVL,32768)→EINVAL; set(c,KEEPINTVL,1)→0; "
		 "get(c,KEEPINTVL)→1; get(c,KEEPCNT)→9; set(c,KEEPCNT,0)→EINVAL; "
		 "set(c,KEEPCNT,128)→EINVAL; set(c,KEEPCNT,127)→0; get(c,KEEPCNT)→127; "
		 "get(c,SYNCNT)→6; set(c,SYNCNT,0)→EINVAL; set(c,SYNCNT,128)→EINVAL; "
		 "set(c,SYNCNT,3)→0; get(c,SYNCNT)→3; get(c,USER_TIMEOUT)→0; "
		 "set(c,USER_TIMEOUT,-1)→EINVAL; set(c,USER_TIMEOUT,1500)→0; "
		 "get(c,USER_TIMEOUT)→1500; set(c,USER_TIMEOUT,0)→0; get(c,USER_TIMEOUT)→0; "
		 "get(u,KEEPIDLE)→EOPNOTSUPP; set(u,KEEPCNT,1)→ENOPROTOOPT",
	 .own_machine = true},
	{.id = "S42",
	 .claim = "a connection of AF_UNIX may keep the bounds of what is sent",
	 .setup = "unix(l,SEQPACKET); bind(l,@l); unix(c,SEQPACKET); unix(d); unix(f,SEQPACKET)",
	 .expect = "connect(c,@l)→ECONNREFUSED; poll(c)→OUT|HUP; recv(c,4)→ENOTCONN; "
		   "send(c,1)→ENOTCONN; listen(l,1)→0; connect(d,@l)→ECONNREFUSED; "
		   "connect(c,@l)→0; connect(c,@l)→EISCONN; poll(l)→IN; accept(l,s)→0; "
		   "get(s,TYPE)→5; send(c,2)→2; send(c,3)→3; poll(s)→IN|OUT; recv(s,8)→2 'bc'; "
		   "recv(s,2)→2 'de'; recv(s,8)→EAGAIN; send(s,0)→0; recv(c,4)→0; "
		   "recv(c,4)→EAGAIN; send(s,2)→2; shutdown(s,WR)→0; poll(c)→IN|OUT|RDHUP; "
		   "recv(c,8)→2 'gh'; recv(c,8)→0; send(c,1)→1; recv(s,4)→1 'i'; close(c)→0; "
		   "poll(s)→IN|OUT|RDHUP|HUP; recv(s,4)→0; send(s,1)→EPIPE; "
		   "sendto(f,@l,1)→ENOTCONN; connect(f,@l)→0; close(l)→0; recv(f,4)→ECONNRESET; "
		   "recv(f,4)→0"},
	{.id = "S43",
	 .claim = "REUSEPORT counts as it was for who binds at the same address, as it is for "
		  "others",
	 .setup = "set(a,REUSEPORT,1); set(b,REUSEPORT,1); set(c,REUSEPORT,1); "
		  "set(d,REUSEPORT,1); set(e,REUSEPORT,1); bind(a,lo:0); set(a,REUSEPORT,0)",
	 .expect = "bind(b,0.0.0.0:A)→EADDRINUSE; bind(c,A)→0; set(a,REUSEPORT,1)→0; "
		   "bind(b,0.0.0.0:A)→0; set(a,REUSEPORT,0)→0; bind(d,A)→0; "
		   "bind(e,0.0.0.0:A)→0"},
	{.id = "S44",
	 .claim = "REUSEADDR counts as it is, at any address",
	 .setup = "set(a,REUSEADDR,1); set(b,REUSEADDR,1); set(c,REUSEADDR,1); "
		  "bind(a,lo:0); set(a,REUSEADDR,0)",
	 .expect = "bind(b,A)→EADDRINUSE; bind(b,0.0.0.0:A)→EADDRINUSE; "
		   "set(a,REUSEADDR,1)→0; bind(b,0.0.0.0:A)→0; set(b,REUSEADDR,0)→0; "
		   "bind(c,A)→EADDRINUSE; bind(c,127.0.0.2:A)→EADDRINUSE"},
	{.id = "S45",
	 .claim = "who listens says again what REUSEPORT it has",
	 .setup = "set(a,REUSEPORT,1); set(b,REUSEPORT,1); bind(a,lo:0); set(a,REUSEPORT,0)",
	 .expect = "listen(a,5)→0; bind(b,A)→EADDRINUSE; set(a,REUSEPORT,1)→0; bind(b,A)→0; "
		   "set(a,REUSEPORT,0)→0; listen(b,5)→0"},
	{.id = "S46",
	 .claim = "nobody sends from a group, nor keeps for it what a connection had chosen",
	 .setup = "listener(l); udp(u)",
	 .expect = "bind(c,224.0.0.1:0)→0; getsockname(c)→224.0.0.1:PORT; "
		   "connect(c,L)→EINPROGRESS; getsockname(c)→lo:PORT; bind(u,127.0.0.2:0)→0; "
		   "connect(u,lo:9)→0; connect(u,AF_UNSPEC)→0; bind(u,224.0.0.1:0)→0; "
		   "sendto(u,224.0.0.1:9,1)→ENETUNREACH",
	 .own_machine = true},
	{.id = "S47",
	 .claim = "who shuts while both open at once has no other connect",
	 .setup = "bind(c,A:5003); bind(s,B:5004)",
	 .expect = "connect(c,B:5004)→EINPROGRESS; connect(s,A:5003)→EINPROGRESS; "
		   "[deliver B>A SYN]; shutdown(c,WR)→0; connect(c,B:5004)→EINVAL; "
		   "[deliver A>B SYN]; [deliver A>B SYN+ACK]; poll(s)→OUT; "
		   "connect(c,B:5004)→EINVAL",
	 .gate = true},
	{.id = "S48",
	 .claim = "who was told by a child that is gone is reset by the next",
	 .setup = "listener(l)",
	 .expect = "connect(c,L)→EINPROGRESS; [repeat A>B SYN]; "
		   "[ICMP B>A SYN+ACK unreachable 1]; [deliver B>A SYN+ACK]; poll(c)→OUT; "
		   "[deliver A>B SYN]; send(c,1)→1; [deliver A>B DATA1]; "
		   "[in flight]→A>B ACK, B>A SYN+ACK, B>A RST; [deliver B>A RST]; "
		   "poll(c)→IN|OUT|RDHUP|ERR|HUP; "
		   "poll(l)→0",
	 .gate = true},
	{.id = "S49",
	 .claim = "a RST behind all that has come is believed, though there is a gap",
	 .setup = "pair(c,s)",
	 .expect = "send(s,3)→3; send(s,2)→2; close(s)[SO_LINGER 0]→0; [drop B>A DATA3]; "
		   "[deliver B>A DATA2]; [deliver B>A RST]; poll(c)→IN|OUT|RDHUP|ERR|HUP; "
		   "recv(c,8)→ECONNRESET",
	 .gate = true},
	{.id = "S50",
	 .claim = "what binds had come to at a port is forgotten when connections alone are left",
	 .setup = "set(c,REUSEPORT,1); set(d,REUSEPORT,1); set(e,REUSEPORT,1); "
		  "set(f,REUSEPORT,1); pair(c,s)",
	 .expect = "bind(d,C)→0; set(c,REUSEPORT,0)→0; bind(e,C)→0; close(d)→0; close(e)→0; "
		   "bind(f,C)→EADDRINUSE",
	 .own_machine = true},
	{.id = NULL},
};
