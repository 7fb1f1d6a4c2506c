-- use _prelude
-- What a flood held is let go: into the text queue, due at once, or away.
-- ARGV: now, id, 'release' or 'drop' -> how many
local id = ARGV[2]
local held, src, due = hash('held:' .. id), hash('src:' .. id), zset('due')
local text, art = zset('text:' .. id), hash('art:' .. id)
local found = redis.call('HGETALL', held)
write('DEL', held)
if ARGV[3] == 'release' and #found > 0 then
  for i = 1, #found, 2 do
    write('ZADD', text, string.format('%.0f', now), found[i])
    write('HSET', art, found[i], found[i + 1])
  end
  local at = redis.call('HMGET', src, 'by', 'priority')
  local score = tonumber(redis.call('ZSCORE', due, id))
  if score and (at[1] or '') == '' then
    write('ZADD', due, math.min(score, now + (tonumber(at[2]) or 0) / 16), id)
  end
end
commit()
return #found / 2
