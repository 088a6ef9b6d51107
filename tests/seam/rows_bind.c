/* SPDX-License-Identifier: MIT
 *
 * I: who may have a port. */
#include "row.h"

const struct row rows_bind[] = {
	{.id = "I01",
	 .claim = "a port is had once at an address",
	 .setup = "set(c,REUSEADDR,1)",
	 .expect = "bind(a,lo:0)→0; bind(b,A)→EADDRINUSE; bind(c,A)→EADDRINUSE; "
		   "bind(c,127.0.0.2:A)→0; bind(d,0.0.0.0:A)→EADDRINUSE"},
	{.id = "I02",
	 .claim = "with REUSEADDR many may have a port, and one may listen",
	 .setup = "set(a,REUSEADDR,1); set(b,REUSEADDR,1); set(c,REUSEADDR,1); bind(a,lo:0)",
	 .expect = "bind(b,A)→0; listen(a,5)→0; listen(b,5)→EADDRINUSE; bind(c,A)→EADDRINUSE; "
		   "close(a)→0; listen(b,5)→0"},
	{.id = "I03",
	 .claim = "connections keep the port of a listener that is gone",
	 .setup = "pair(c,s); set(e,REUSEADDR,1); close(l)",
	 .expect = "bind(d,L)→EADDRINUSE; bind(e,L)→EADDRINUSE; close(s)→0; close(c)→0; "
		   "bind(d,L)→EADDRINUSE; bind(e,L)→EADDRINUSE"},
	{.id = "I04",
	 .claim = "with REUSEADDR on both a server may start again",
	 .setup = "set(l,REUSEADDR,1); listener(l); pair(c,s); set(e,REUSEADDR,1); "
		  "set(f,REUSEADDR,1); close(l)",
	 .expect =
		 "bind(d,L)→EADDRINUSE; bind(e,L)→0; listen(e,5)→0; close(e); close(s); close(c); "
		 "bind(d,L)→EADDRINUSE; bind(f,L)→0; listen(f,5)→0"},
	{.id = "I05",
	 .claim = "a client that closes first leaves the server's port free",
	 .setup = "pair(c,s); close(l); close(c); close(s)",
	 .expect = "bind(d,L)→0; listen(d,5)→0"},
	{.id = "I06",
	 .claim = "a reset leaves the port free",
	 .setup = "pair(c,s); close(l); close(s)[SO_LINGER 0]; close(c)",
	 .expect = "bind(d,L)→0"},
	{.id = "I07",
	 .claim = "with REUSEPORT on both two may listen",
	 .setup = "set(a,REUSEPORT,1); set(b,REUSEPORT,1); bind(a,lo:0)",
	 .expect = "listen(a,5)→0; bind(b,A)→0; listen(b,5)→0; bind(c,A)→EADDRINUSE"},
	{.id = "I08",
	 .claim = "bad addresses are refused, and a socket is bound once",
	 .setup = "",
	 .expect = "bind(a,8.8.8.8:0)→EADDRNOTAVAIL; bind(a,addrlen 4)→EINVAL; "
		   "bind(a,AF_INET6)→EAFNOSUPPORT; bind(a,AF_UNSPEC lo)→EAFNOSUPPORT; "
		   "bind(a,AF_UNSPEC)→0; bind(a,lo:0)→EINVAL; bind(b,lo:0)→0; "
		   "port(b,32768,60999)→in range; bind(b,lo:0)→EINVAL; bind(c,224.0.0.1:0)→0; "
		   "bind(d,255.255.255.255:0)→0",
	 .own_machine = true},
	{.id = "I09",
	 .claim = "connect chooses even ports, bind odd ones",
	 .setup = "listener(l)",
	 .expect = "connects(l,10)→10 even; binds(10)→0 even",
	 .own_machine = true},
	{.id = "I10",
	 .claim = "when all ports are connected to one place there is no address left",
	 .setup = "bind(l,lo:7000); listen(l,8)",
	 .expect = "connect(a,L)→EINPROGRESS; connect(b,L)→EINPROGRESS; "
		   "connect(c,L)→EINPROGRESS; connect(d,L)→EINPROGRESS; "
		   "connect(e,L)→EADDRNOTAVAIL; connect(f,L)→EADDRNOTAVAIL; "
		   "bind(g,lo:0)→EADDRINUSE",
	 .own_machine = true,
	 .ports = 4},
	{.id = "I10b",
	 .claim = "when all ports are bound they are in use",
	 .setup = "",
	 .expect = "bind(a,lo:0)→0; bind(b,lo:0)→0; bind(c,lo:0)→0; bind(d,lo:0)→0; "
		   "bind(e,lo:0)→EADDRINUSE; bind(f,lo:0)→EADDRINUSE",
	 .own_machine = true,
	 .ports = 4},
	{.id = "I11",
	 .claim = "a connection that rests may be made again, one that lives may not",
	 .setup = "pair(a,s); close(a); close(s); set(e,REUSEADDR,1); set(b,REUSEADDR,1); "
		  "pair(b,t); close(b); close(t); set(f,REUSEADDR,1); set(g,REUSEADDR,1)",
	 .expect = "bind(d,A)→EADDRINUSE; bind(e,A)→EADDRINUSE; bind(f,B)→0; "
		   "connect(f,L)→EINPROGRESS; SO_ERROR(f)→0; bind(g,B)→0; "
		   "connect(g,L)→EADDRNOTAVAIL",
	 .own_machine = true},
	{.id = NULL},
};
