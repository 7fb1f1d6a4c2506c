-- use _prelude
-- An earlier owner is dead: its sources are due now, their tries stand, and those overdue since
-- it died are spread, so that a restart is no storm.
-- ARGV: now, sources overdue in all, then id, phase from 0 to 1 ... -> how many were leased
local SPREAD_EACH, SPREAD_MOST = 300, 300000 -- ms
local due, freed = zset('due'), 0
local most = math.min(SPREAD_MOST, tonumber(ARGV[2]) * SPREAD_EACH)
for i = 3, #ARGV, 2 do
  local id, phase = ARGV[i], tonumber(ARGV[i + 1])
  local src = redis.call('HMGET', hash('src:' .. id), 'host', 'by', 'interval')
  local at = tonumber(redis.call('ZSCORE', due, id) or now + 1)
  if (src[2] or '') ~= '' then
    freed = freed + 1
    write('ZADD', due, now, id)
    write('DEL', base .. 'busy:' .. src[1])
  elseif at <= now then
    local span = math.min(most, tonumber(src[3]) or most)
    write('ZADD', due, math.floor(now + phase * span), id)
  end
end
commit()
return freed
