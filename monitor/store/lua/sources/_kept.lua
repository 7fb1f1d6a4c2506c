-- What came in is kept: seen marks, texts that wait, what is held, prints, hours, the fetch event.
-- ARGV from the 7th on: log or '', seen kept, seen n, texts n, done n, interval ms, held n,
--       held done n, prints or '', hour of the week or '', new articles in it, then the lists as
--       `settle` has them
local MINUTE, VERSIONS, EPOCH = 60000, 268435456, 26297280 -- ms; 2^28; minutes to 2020
local MOST_HELD = 2000

-- Gives the time of the first text that waits.
local function keep()
  local seen, log = zset('seen:' .. id), list('log:' .. id)
  local text, art, held = zset('text:' .. id), hash('art:' .. id), hash('held:' .. id)
  local prints = typed(base .. 'prints:' .. id, 'string')
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
  if at > 18 then write('ZREMRANGEBYRANK', seen, 0, -tonumber(ARGV[8]) - 1) end
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

  local first = math.huge
  for _, try_at in pairs(texts) do first = math.min(first, try_at) end
  return first
end
