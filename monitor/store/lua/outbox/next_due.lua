-- use _prelude outbox/_rows
-- The ms at which the next row is due, or nil when only held rows are open.
-- ARGV: now
local next_at
local function consider(at)
  if at and (not next_at or at < next_at) then next_at = at end
end

consider(tonumber(redis.call('ZRANGE', zset('timers'), 0, 0, 'WITHSCORES')[2]))
for _, id in ipairs(redis.call('ZRANGE', zset('ready'), 0, 49)) do
  if redis.call('ZCARD', zset('due:' .. id)) > 0 then
    consider(tonumber(redis.call('ZSCORE', base .. 'ready', id)))
    break
  end
end

local from, page = 0, 100
while from do
  local found = redis.call('ZRANGE', zset('later'), from, from + page - 1, 'WITHSCORES')
  from = #found == 2 * page and from + page or nil
  for i = 1, #found, 2 do
    local row, at = first_of(lane_named(found[i])), tonumber(found[i + 1])
    if row and row.state ~= 'held' then
      if at <= now and load_receiver(row.receiver).parked then
        consider(tonumber(redis.call('ZSCORE', zset('parked'), row.receiver)))
      else
        consider(at)
        from = nil
        break
      end
    end
  end
end

local parked = redis.call('ZRANGE', zset('parked'), 0, -1, 'WITHSCORES')
local waiting = {}
if #parked > 0 then
  for _, id in ipairs(redis.call('ZRANGE', zset('state:parked'), 0, 999)) do
    local row = load_row(id)
    if row then waiting[row.receiver] = true end
  end
end
for i = 1, #parked, 2 do
  if waiting[parked[i]] or redis.call('ZCARD', zset('due:' .. parked[i])) > 0 then
    consider(tonumber(parked[i + 1]))
  end
end
return next_at and string.format('%.0f', math.floor(next_at)) or false
