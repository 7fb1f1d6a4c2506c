-- A waiting row is queued again, or unknown again if it was parked while being read back.
local function release(row, event)
  write('ZREM', zset('timers'), row.id)
  write('ZREM', zset('reminders'), row.id)
  change(row, event, '', {
    state = row.was_unknown == '1' and 'unknown' or 'queued',
    not_before = string.format('%.0f', now), reason = '', was_unknown = 0,
  })
end
