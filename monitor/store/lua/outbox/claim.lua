-- use _prelude outbox/_rows
-- Lease the next due row of the receiver that was served longest ago.
-- ARGV: now, lease ms, worker, rate ms -> the row's id and flat fields, or nil
local CAPACITY = 3 -- posts a receiver's bucket holds
local lease, worker, rate = tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local ready = zset('ready')

local function due_row(receiver)
  for _, name in ipairs(redis.call('ZRANGE', zset('due:' .. receiver), 0, 9)) do
    local row = first_of(lane_named(name))
    if row and is_due(row) then return row end
  end
end

-- Within one ms the receivers take turns: the last one served goes behind the others.
local function serve(id, is_post)
  local receiver = load_receiver(id)
  if is_post then receiver.full = math.max(receiver.full, now) + rate end
  receiver.free = receiver.full - (CAPACITY - 1) * rate
  local at = math.max(receiver.free, receiver.throttled)
  if at <= now then
    local last = redis.call('ZRANGE', ready, '(' .. string.format('%.0f', now + 1), '-inf', 'BYSCORE', 'REV',
      'LIMIT', 0, 1, 'WITHSCORES')
    at = math.min(math.max(now, (tonumber(last[2]) or 0) + 1 / 4096), now + 4095 / 4096)
  end
  write('HSET', receiver.key, 'full', receiver.full, 'free', receiver.free)
  write('ZADD', ready, string.format('%.4f', at), id)
end

local found = redis.call('ZRANGE', ready, '-inf', '(' .. string.format('%.0f', now + 1), 'BYSCORE', 'LIMIT', 0, 50)
local claimed
for _, receiver in ipairs(found) do
  claimed = due_row(receiver)
  if claimed then
    serve(receiver, claimed.state == 'queued')
    break
  end
  write('ZREM', ready, receiver)
end
if claimed then
  change(claimed, 'claimed', worker, {
    state = claimed.state == 'queued' and 'leased' or 'unknown',
    token = string.format('%.0f', tonumber(claimed.token) + 1),
    lease = string.format('%.0f', now + lease),
  })
end
place_lanes()
commit()
if not claimed then return false end
local answer = {}
for name, value in pairs(claimed) do
  answer[#answer + 1] = name
  answer[#answer + 1] = value
end
return answer
