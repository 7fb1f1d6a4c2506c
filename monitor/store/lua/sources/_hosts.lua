-- Limits of hosts: starts a second, requests at one time, and what a 429 asked for.
local limits, hosts = {}, {}

local function set_limit(host, rate, connections)
  limits[host] = {rate = tonumber(rate), connections = tonumber(connections)}
end

local function host_of(name)
  if not hosts[name] then
    local key, busy = hash('host:' .. name), zset('busy:' .. name)
    local at = redis.call('HMGET', key, 'next', 'until')
    hosts[name] = {
      key = key, busy_key = busy, limit = limits[name] or limits['*'],
      free_at = math.max(tonumber(at[1]) or 0, tonumber(at[2]) or 0),
      busy = redis.call('ZCOUNT', busy, '(' .. now, '+inf'),
    }
  end
  return hosts[name]
end

-- 0 = a start is allowed now, else the ms at which to try: those who wait are spread.
local function wait_for(name)
  local host = host_of(name)
  if not host.waiting then
    if host.free_at > now then
      host.waiting = host.free_at
    elseif host.busy >= host.limit.connections then
      host.waiting = now + math.max(100, host.limit.rate)
    else
      return 0
    end
  end
  local at = host.waiting
  host.waiting = at + host.limit.rate
  return at
end

local function start(name, source, lease_end)
  local host = host_of(name)
  host.free_at, host.busy = now + host.limit.rate, host.busy + 1
  write('HSET', host.key, 'next', host.free_at)
  write('PEXPIRE', host.key, math.max(3600000, host.free_at - now + 1000))
  if source then
    write('ZREMRANGEBYSCORE', host.busy_key, '-inf', now)
    write('ZADD', host.busy_key, lease_end, source)
    write('PEXPIRE', host.busy_key, 1200000)
  end
end
