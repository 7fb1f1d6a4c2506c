-- use _prelude
-- A source whose URL moved to another host, or whose id was changed: its records as they were.
-- ARGV: now, id, old tag or '' when another id takes them over, due, src n, seen n, log n, text n, art n, held n, prints,
--       then the flat records
local id = ARGV[2]
local src = hash('src:' .. id)
if redis.call('EXISTS', src) == 1 then return 'known' end
local at = 12
local function pairs_of(n, each)
  for _ = 1, n do
    each(ARGV[at], ARGV[at + 1])
    at = at + 2
  end
end
local seen, log = zset('seen:' .. id), list('log:' .. id)
local text, art, held = zset('text:' .. id), hash('art:' .. id), hash('held:' .. id)
local prints = typed(base .. 'prints:' .. id, 'string')
pairs_of(tonumber(ARGV[5]), function(name, value) write('HSET', src, name, value) end)
pairs_of(tonumber(ARGV[6]), function(member, score) write('ZADD', seen, score, member) end)
for _ = 1, tonumber(ARGV[7]) do
  write('RPUSH', log, ARGV[at])
  at = at + 1
end
pairs_of(tonumber(ARGV[8]), function(member, score) write('ZADD', text, score, member) end)
pairs_of(tonumber(ARGV[9]), function(name, value) write('HSET', art, name, value) end)
pairs_of(tonumber(ARGV[10]), function(name, value) write('HSET', held, name, value) end)
if tonumber(ARGV[10]) > 0 then write('PEXPIRE', held, 7 * DAY) end
if ARGV[11] ~= '' then write('SET', prints, ARGV[11]) end
if ARGV[3] ~= '' then write('HSET', src, 'shard_was', ARGV[3]) else write('HDEL', src, 'shard_was') end
if ARGV[4] ~= '' then write('ZADD', zset('due'), ARGV[4], id) end
commit()
return 'ok'
