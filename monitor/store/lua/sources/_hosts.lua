-- Limits of hosts: starts a second, requests at one time, and what a 429 asked for.
-- A usual limit, which no file says, also heeds the slowest rate that a slot has asked for within
-- a day: what the host's robots.txt wants.
local limits, hosts = {}, {}

local function set_limit(host, rate, connections, is_usual)
  limits[host] = {rate = tonumber(rate), connections = tonumber(connections), is_usual = is_usual == '1'}
end

local function rate_of(limit, delay, ends)
  if limit.is_usual and (tonumber(ends) or 0) > now then
    return math.max(limit.rate, tonumber(delay) or 0)
  end
  return limit.rate
end

local function host_of(name)
  if not hosts[name] then
    local key, busy = hash('host:' .. name), zset('busy:' .. name)
    local at = redis.call('HMGET', key, 'next', 'until', 'delay', 'delay_until')
    local limit = limits[name] or limits['*']
    hosts[name] = {
      key = key, busy_key = busy, connections = limit.connections, is_usual = limit.is_usual,
      rate = rate_of(limit, at[3], at[4]),
      slow_until = tonumber(at[4]) or 0,
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
    elseif host.busy >= host.connections then
      host.waiting = now + math.max(100, host.rate)
    else
      return 0
    end
  end
  local at = host.waiting
  host.waiting = at + host.rate
  return at
end

-- The holder has one connection until it leaves, or until its time ends.
local function start(name, holder, ends)
  local host = host_of(name)
  host.free_at, host.busy = now + host.rate, host.busy + 1
  write('HSET', host.key, 'next', host.free_at)
  local kept = math.max(3600000, host.free_at - now + 1000, host.slow_until - now)
  write('PEXPIRE', host.key, kept)
  if holder ~= '' then
    write('ZREMRANGEBYSCORE', host.busy_key, '-inf', now)
    write('ZADD', host.busy_key, ends, holder)
    write('PEXPIRE', host.busy_key, 1200000)
  end
end
