-- use _prelude sources/_hosts
-- Take a start slot of a host, and a connection to it: for a page, a redirect, a robots.txt.
-- Who has a connection already, as a source that was claimed has, takes no second one.
-- ARGV: now, host, rate ms, connections, is usual, holder or '', longest ms
--       -> 0 = go, else the ms at which to try
local name, holder = ARGV[2], ARGV[6]
set_limit('*', ARGV[3], ARGV[4], ARGV[5])
local host = host_of(name)
if holder == '' then
  host.busy = 0
elseif (tonumber(redis.call('ZSCORE', host.busy_key, holder)) or 0) > now then
  host.busy = host.busy - 1
end
if host.is_usual and tonumber(ARGV[3]) >= host.rate then -- heard also when there is no start
  host.slow_until = now + DAY
  write('HSET', host.key, 'delay', ARGV[3], 'delay_until', host.slow_until)
  write('PEXPIRE', host.key, DAY)
end
local at = wait_for(name)
if at > 0 then
  commit()
  return at
end
start(name, holder, now + tonumber(ARGV[7]))
commit()
return 0
