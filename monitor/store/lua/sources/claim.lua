-- use _prelude sources/_hosts
-- Lease due sources whose host has a free slot; the others move to their host's next slot.
-- A source that is due before its document is claimed for its texts: it asks its host nothing.
-- ARGV: now, n, lease ms, worker, then host, rate ms, connections, is usual ... ('*' = every other
--       host) -> one {id, token, tries, due, document due, state, hours, is for texts only,
--       texts that wait} each
local DEFERRED_FROM = 3 -- unsettled leases in a row
local wanted, lease, worker = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
for i = 5, #ARGV, 4 do set_limit(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]) end

local due = zset('due')
local found = redis.call('ZRANGE', due, '-inf', '(' .. (now + 1), 'BYSCORE', 'LIMIT', 0, 2 * wanted, 'WITHSCORES')
local answer = {}

local function take(id, at, src, key, early)
  local token, tries = (tonumber(src[2]) or 0) + 1, tonumber(src[4]) or 0
  local wait = tonumber(src[6]) or 600000
  write('HSET', key, 'token', token, 'by', worker, 'tries', tries + 1, 'attempt', now, 'asif', now + wait)
  write('ZADD', due, now + lease + (tonumber(src[9]) or 0) / 16, id)
  if early == 0 then start(src[1], id, now + lease) end
  local waiting = redis.call('ZCOUNT', zset('text:' .. id), '-inf', now)
  answer[#answer + 1] = {id, token, tries, math.floor(at), tonumber(src[7]) or 0, src[8] or '', src[11] or '', early, waiting}
end

for i = 1, #found, 2 do
  if #answer == wanted then break end
  local id, at = found[i], tonumber(found[i + 1])
  local key = hash('src:' .. id)
  local src = redis.call('HMGET', key, 'host', 'token', 'by', 'tries', 'asif', 'wait', 'document', 'state', 'priority', 'paused', 'hours')
  local ended = (src[3] or '') ~= ''
  local as_if_failed = tonumber(src[5]) or 0
  if not src[1] then
    write('ZREM', due, id)
  elseif ended and tonumber(src[4]) >= DEFERRED_FROM and as_if_failed > now then
    write('ZADD', due, as_if_failed, id)
    write('HSET', key, 'by', '')
  elseif (tonumber(src[10]) or 0) > now then
    write('ZADD', due, src[10], id)
    write('HSET', key, 'by', '')
  else
    local early = (tonumber(src[7]) or 0) > now and 1 or 0
    local free_at = early == 1 and 0 or wait_for(src[1])
    if free_at == 0 then take(id, at, src, key, early) else write('ZADD', due, free_at, id) end
  end
end
commit()
return answer
