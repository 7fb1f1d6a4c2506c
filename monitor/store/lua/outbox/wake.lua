-- use _prelude outbox/_rows
-- Bring back what is due: timers, ended leases, held rows whose time has come.
-- ARGV: now, most
local most = tonumber(ARGV[2])
local timers, reminders, later = zset('timers'), zset('reminders'), zset('later')
local function due_in(key)
  return redis.call('ZRANGE', key, '-inf', string.format('%.0f', now), 'BYSCORE', 'LIMIT', 0, most)
end

for _, kept in ipairs({timers, reminders}) do
  for _, id in ipairs(due_in(kept)) do
    local row = load_row(id)
    write('ZREM', kept, id)
    if row and OPEN[row.state] then
      local lane = load_lane(row.story, row.receiver)
      lane.rows[id] = row
      write('ZADD', lane.key, rank(row), id)
    end
  end
end
for _, name in ipairs(due_in(later)) do
  local row = first_of(lane_named(name))
  if row and waits(row) and waits(row) <= now then
    if row.state == 'leased' then
      change(row, 'lease-ended', '', {state = 'queued', lease = 0})
    elseif row.state == 'sending' then
      change(row, 'lease-ended', '', {state = 'unknown', lease = 0, reads = 0,
        not_before = string.format('%.0f', now + READ_BACK)})
    elseif row.state == 'held' then
      change(row, 'released', '', {state = 'queued', reason = ''})
    end
  end
end
place_lanes()
commit()
return #pending
