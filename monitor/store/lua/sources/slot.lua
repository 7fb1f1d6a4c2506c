-- use _prelude sources/_hosts
-- Take a start slot of a host that is not the source's own (a page, a redirect).
-- ARGV: now, host, rate ms -> 0 = go, else the ms at which to try
set_limit('*', ARGV[3], 1)
local host = host_of(ARGV[2])
if host.free_at > now then return host.free_at end
start(ARGV[2])
commit()
return 0
