-- use _prelude outbox/_rows
-- Make every debounced edit and collected notice due now.
-- ARGV: now, most -> how many
local timers, flushed = zset('timers'), 0
for _, id in ipairs(redis.call('ZRANGE', timers, 0, tonumber(ARGV[2]) - 1)) do
  local row = load_row(id)
  write('ZREM', timers, id)
  flushed = flushed + 1
  if row and OPEN[row.state] then
    local lane = load_lane(row.story, row.receiver)
    row.not_before = string.format('%.0f', now)
    lane.rows[id] = row
    write('HSET', hash('row:' .. id), 'not_before', row.not_before)
    write('ZADD', lane.key, rank(row), id)
  end
end
place_lanes()
commit()
return flushed
