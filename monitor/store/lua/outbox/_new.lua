-- A new row: written unless its id is there.
local created = {}

local function edit_waits(id)
  if created[id] then return true end
  local row = id and load_row(id)
  return row and (row.state == 'queued' or row.state == 'held' or row.state == 'parked')
end

-- `row` has id, story, receiver, kind, n, facts, text; `delay` ms keep it outside its lane.
local function new_row(row, delay)
  local key = hash('row:' .. row.id)
  if created[row.id] or redis.call('EXISTS', key) == 1 then return false end
  local told = hash('told:' .. row.story .. '@' .. row.receiver)
  if row.kind == 'edit' then
    local last = created[told] or redis.call('HGET', told, 'edit')
    if edit_waits(last) then return false end
    created[told] = row.id
    write('HSET', told, 'edit', row.id)
    write('PEXPIRE', told, TOLD_KEPT)
  end
  created[row.id] = true
  row.state, row.token, row.lease, row.created = 'queued', '0', '0', string.format('%.0f', now)
  row.not_before, row.done = string.format('%.0f', now + delay), ''
  note(row, 'queued')
  local args = {'HSET', key}
  for name, value in pairs(row) do
    if name ~= 'id' then
      args[#args + 1] = name
      args[#args + 1] = value
    end
  end
  write(unpack(args))
  local all, of = zset('rows'), zset('of:' .. row.story)
  write('ZADD', all, now, row.id)
  write('ZREMRANGEBYSCORE', all, '-inf', now - ROW_KEPT - DAY)
  write('ZADD', of, now, row.id)
  write('PEXPIRE', of, TOLD_KEPT)
  if delay > 0 then
    write('ZADD', zset(row.kind == 'realert' and 'reminders' or 'timers'), now + delay, row.id)
  else
    local lane = load_lane(row.story, row.receiver)
    lane.rows[row.id] = row
    write('ZADD', lane.key, rank(row), row.id)
  end
  return true
end
