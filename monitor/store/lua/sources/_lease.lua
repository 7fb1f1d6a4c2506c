-- A leased source: only the holder of its token may change it.
-- ARGV: now, id, token
local id, token = ARGV[2], ARGV[3]
local key, due = hash('src:' .. id), zset('due')
local held = redis.call('HMGET', key, 'token', 'by', 'done', 'host', 'priority', 'attempt', 'tries')
local busy = zset('busy:' .. (held[4] or ''))
local is_held = held[1] == token and (held[2] or '') ~= ''

local function was(event)
  return held[3] == event .. ':' .. token and 'ok' or 'lost_lease'
end

local function schedule(at)
  write('ZADD', due, math.floor(at) + (tonumber(held[5]) or 0) / 16, id)
end

local function release(event, at)
  schedule(at)
  write('HSET', key, 'by', '', 'done', event .. ':' .. token)
  write('ZREM', busy, id)
end
