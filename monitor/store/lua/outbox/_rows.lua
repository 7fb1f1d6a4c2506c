-- Rows, and the indexes that say which of them may be claimed.
--   row:<delivery>      hash: the row                 rows, of:<story>   zset: row -> created
--   lane:<lane>         zset: open row -> n (in flight: far below, so that it stays first)
--   due:<receiver>      zset: lane whose first row is due -> class, then time
--   later               zset: lane -> ms at which its first row is due or its lease ends
--   timers              zset: row outside its lane -> ms (a debounced edit, a collected notice)
--   ready               zset: receiver with due lanes -> ms at which it may be served
--   reminders           zset: realert row -> ms; not a timer, so that nothing waits for it
--   digests             zset: row held for a digest -> ms at which it is cut
--   state:<state>       zset: row -> since, for the states that people ask for
-- A change is made to the row's table first; `place_lanes` then writes the indexes of every
-- lane that was looked at, from what those tables say.
local IN_FLIGHT = {leased = true, sending = true, unknown = true}
local OPEN = {queued = true, leased = true, sending = true, unknown = true, held = true,
  folded = true, parked = true}
local LISTED = {held = true, parked = true, dead = true, unknown = true}
local CLASS = {reply = 1, realert = 1, card = 2, notice = 2, edit = 3, digest = 4}
local FLIGHT_FIRST, CLASSES = 1e14, 1e13
local READ_BACK, ROW_KEPT, TOLD_KEPT = 2000, 30 * DAY, 45 * DAY
local rows, lanes, receivers = {}, {}, {}

local function load_row(id)
  if rows[id] == nil then
    local flat = redis.call('HGETALL', hash('row:' .. id))
    rows[id] = false
    if #flat > 0 then
      local row = {id = id}
      for i = 1, #flat, 2 do row[flat[i]] = flat[i + 1] end
      rows[id] = row
    end
  end
  return rows[id] or nil
end

local function load_lane(story, receiver)
  local name = story .. '@' .. receiver
  if not lanes[name] then
    local lane = {name = name, receiver = receiver, key = zset('lane:' .. name), rows = {}}
    lanes[name] = lane
    for _, id in ipairs(redis.call('ZRANGE', lane.key, 0, 1)) do
      local row = load_row(id)
      if row then lane.rows[id] = row else write('ZREM', lane.key, id) end
    end
  end
  return lanes[name]
end

local function lane_named(name)
  local story, receiver = name:match('^(.*)@([^@]*)$')
  return load_lane(story, receiver)
end

local function load_receiver(id)
  if not receivers[id] then
    local at = redis.call('HMGET', hash('recv:' .. id), 'parked', 'throttled', 'free', 'full')
    receivers[id] = {
      key = base .. 'recv:' .. id, parked = at[1] == '1', throttled = tonumber(at[2]) or 0,
      free = tonumber(at[3]) or 0, full = tonumber(at[4]) or 0,
    }
  end
  return receivers[id]
end

local function rank(row)
  return tonumber(row.n) - (IN_FLIGHT[row.state] and FLIGHT_FIRST or 0)
end

-- The ms at which the first row of a lane must be looked at; nil = only an event moves it.
local function waits(row)
  if row.state == 'unknown' then return math.max(tonumber(row.not_before), tonumber(row.lease)) end
  if row.state == 'leased' or row.state == 'sending' then return tonumber(row.lease) end
  if row.state == 'parked' or row.state == 'folded' then return nil end
  if row.state == 'held' and row.for_digest == '1' then return nil end
  return tonumber(row.not_before)
end

local function is_due(row)
  return (row.state == 'queued' or row.state == 'unknown') and waits(row) <= now
end

local function first_of(lane)
  local first
  for _, row in pairs(lane.rows) do
    if OPEN[row.state] then
      local ahead = first and (rank(row) - rank(first)) or -1
      if ahead < 0 or (ahead == 0 and row.id < first.id) then first = row end
    end
  end
  return first
end

local function make_ready(id)
  local receiver, ready = load_receiver(id), zset('ready')
  if not receiver.parked then
    write('ZADD', ready, 'NX', math.max(now, receiver.throttled, receiver.free), id)
  end
end

local function place(lane)
  local due, later, first = zset('due:' .. lane.receiver), zset('later'), first_of(lane)
  local at = first and waits(first)
  if first and is_due(first) then
    write('ZREM', later, lane.name)
    write('ZADD', due, CLASS[first.kind] * CLASSES + tonumber(first.created), lane.name)
    make_ready(lane.receiver)
    return
  end
  write('ZREM', due, lane.name)
  if at then write('ZADD', later, at, lane.name) else write('ZREM', later, lane.name) end
end

local function place_lanes()
  for _, lane in pairs(lanes) do place(lane) end
end

local function note(row, event, detail)
  local entry = string.format('%.0f %s', now, event)
  if detail and detail ~= '' then entry = entry .. ' ' .. detail end
  local history = (row.history and row.history .. '\n' or '') .. entry
  local _, breaks = history:gsub('\n', '')
  for _ = 20, breaks do history = history:gsub('^[^\n]*\n', '', 1) end
  row.history = history
end

-- Let an event happen to a row: the fields change, the indexes of the row follow.
local function change(row, event, detail, fields)
  local lane, was = load_lane(row.story, row.receiver), row.state
  for name, value in pairs(fields) do row[name] = tostring(value) end
  note(row, event, detail)
  row.done = event .. ':' .. row.token
  local key = hash('row:' .. row.id)
  local args = {'HSET', key, 'history', row.history, 'done', row.done}
  for name in pairs(fields) do
    args[#args + 1] = name
    args[#args + 1] = row[name]
  end
  write(unpack(args))
  if LISTED[was] and was ~= row.state then write('ZREM', zset('state:' .. was), row.id) end
  if LISTED[row.state] and was ~= row.state then write('ZADD', zset('state:' .. row.state), now, row.id) end
  if was == 'held' and row.for_digest == '1' and row.state ~= 'held' then
    write('ZREM', zset('digests'), row.id)
  end
  if OPEN[row.state] then
    lane.rows[row.id] = row
    write('ZADD', lane.key, rank(row), row.id)
    if not OPEN[was] then write('PERSIST', key) end
  else
    lane.rows[row.id] = nil
    write('ZREM', lane.key, row.id)
    write('PEXPIRE', key, ROW_KEPT)
  end
end

-- The row under our token, if the event may happen to it; else nil and the answer.
-- ARGV: now, id, token
local function ours(event, states)
  local row = load_row(ARGV[2])
  if not row or row.token ~= ARGV[3] then return nil, 'lost_lease' end
  if row.done == event .. ':' .. ARGV[3] then return nil, 'ok' end
  if not states[row.state] then return nil, 'lost_lease' end
  return row
end

local function finish()
  place_lanes()
  commit()
  return 'ok'
end
