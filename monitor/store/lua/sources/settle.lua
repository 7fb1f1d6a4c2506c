-- use _prelude sources/_lease sources/_hours
-- What a poll found, and when the source is due next: the poll's last write.
-- ARGV: now, id, token, next due, wait if failed, state, log or '', seen kept, seen n, texts n,
--       done n, interval ms, held n, held done n, prints or '', hour of the week or '', new articles in it,
--       then (digest, version bits) ..., (article id, try at, packed) ..., article id ..., held (article id, packed) ..., article id ...
if not is_held then return was('settled') end
local MINUTE, VERSIONS, EPOCH = 60000, 268435456, 26297280 -- ms; 2^28; minutes to 2020
local next_due, keep = tonumber(ARGV[4]), tonumber(ARGV[8])
local seen, log = zset('seen:' .. id), list('log:' .. id)
local text, art, held = zset('text:' .. id), hash('art:' .. id), hash('held:' .. id)
local prints = typed(base .. 'prints:' .. id, 'string')
local MOST_HELD = 2000
local room = MOST_HELD - redis.call('HLEN', held)

local texts = {}
local waiting = redis.call('ZRANGE', text, 0, -1, 'WITHSCORES')
for i = 1, #waiting, 2 do texts[waiting[i]] = tonumber(waiting[i + 1]) end

local minute = math.floor(now / MINUTE) - EPOCH
local at = 18
for _ = 1, tonumber(ARGV[9]) do
  local mark = minute * VERSIONS + tonumber(ARGV[at + 1])
  write('ZADD', seen, string.format('%.0f', mark), ARGV[at])
  at = at + 2
end
if at > 18 then write('ZREMRANGEBYRANK', seen, 0, -keep - 1) end
for _ = 1, tonumber(ARGV[10]) do
  texts[ARGV[at]] = tonumber(ARGV[at + 1])
  write('ZADD', text, ARGV[at + 1], ARGV[at])
  write('HSET', art, ARGV[at], ARGV[at + 2])
  at = at + 3
end
for _ = 1, tonumber(ARGV[11]) do
  texts[ARGV[at]] = nil
  write('ZREM', text, ARGV[at])
  write('HDEL', art, ARGV[at])
  at = at + 1
end
for _ = 1, tonumber(ARGV[13]) do
  if redis.call('HEXISTS', held, ARGV[at]) == 1 then
    write('HSET', held, ARGV[at], ARGV[at + 1])
  elseif room > 0 then
    room = room - 1
    write('HSET', held, ARGV[at], ARGV[at + 1])
  end
  at = at + 2
end
if tonumber(ARGV[13]) > 0 then write('PEXPIRE', held, 7 * DAY) end
for _ = 1, tonumber(ARGV[14]) do
  write('HDEL', held, ARGV[at])
  at = at + 1
end
if ARGV[15] ~= '' then write('SET', prints, ARGV[15]) end
if ARGV[16] ~= '' then
  local raw = redis.call('HGET', key, 'hours')
  write('HSET', key, 'hours', counted(raw, tonumber(ARGV[16]), tonumber(ARGV[17])))
end
if ARGV[7] ~= '' then
  write('LPUSH', log, ARGV[7])
  write('LTRIM', log, 0, 29)
end

local first = next_due
for _, try_at in pairs(texts) do first = math.min(first, try_at) end
write('HSET', key, 'tries', 0, 'wait', ARGV[5], 'interval', ARGV[12], 'state', ARGV[6], 'document', next_due)
release('settled', first)
commit()
return 'ok'
