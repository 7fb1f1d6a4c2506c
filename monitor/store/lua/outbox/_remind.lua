-- A reminder's row: one waits for a story and receiver, under the story's next alert number.
-- Whoever has read the story to give it a number must see that it moved.
local function remind(row, told, delay)
  local waiting = redis.call('HGET', told, 'remind')
  local last = waiting and load_row(waiting)
  if last and OPEN[last.state] then return end
  local key = hash('story:' .. row.story)
  local at = redis.call('HMGET', key, 'packed', 'alerts', 'nears', 'acked')
  if not at[1] or (at[4] or '') ~= '' then return end
  local n = math.max(tonumber(at[2]) or 0, tonumber(cjson.decode(at[1]).alerts) or 0) + 1
  local number = string.format('%.0f', n)
  local id = row.story .. '.' .. number .. '@' .. row.receiver
  local round = row.kind == 'realert' and (tonumber(row.round) or 0) + 1 or 0
  new_row({id = id, story = row.story, receiver = row.receiver, kind = 'realert', n = number,
    facts = '[]', round = round}, delay)
  write('HSET', told, 'remind', id)
  write('HSET', key, 'alerts', number)
  for _, near in ipairs(at[3] and cjson.decode(at[3]) or {}) do
    local of = hash('near:' .. near)
    write('HINCRBY', of, 'v', 1)
    write('HSET', of, 'last', '')
  end
end
