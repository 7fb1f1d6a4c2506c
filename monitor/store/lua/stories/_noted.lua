-- Tallies of thresholds: win:<rule>:<group>   zset: article id -> ms
-- and of a rule that waits for silence: win:<rule>   hash: quiet ms, heard ms, since ms
local MOST_NOTED = 50000

local function note_member(one)
  if one.keep == 0 then
    local key = hash('win:' .. one.rule)
    local quiet = tonumber(redis.call('HGET', key, 'quiet')) or 0
    local passed = math.max(0, now - one.at)
    write('HSET', key, 'quiet', string.format('%.0f', math.min(quiet, passed)))
    return
  end
  local key = zset('win:' .. one.rule .. ':' .. one.group)
  write('ZADD', key, 'NX', string.format('%.0f', one.at), one.article)
  write('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', now - one.keep))
  write('ZREMRANGEBYRANK', key, 0, -MOST_NOTED - 1)
  write('PEXPIRE', key, string.format('%.0f', one.keep))
end
