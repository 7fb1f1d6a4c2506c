-- use _prelude outbox/_rows outbox/_new _verdicts stories/_trail stories/_noted
-- All writes of one join, or none: reports, stories, rows, trail.
-- ARGV: now, plan (JSON), digest of the plan -> 'joined', 'moved', 'taken'
local STORY_KEPT = 45 * DAY
local plan, digest = cjson.decode(ARGV[2]), ARGV[3]

local function near_key(near) return hash('near:' .. near) end

local is_repeat, is_moved = next(plan.versions) ~= nil, false
for near, expected in pairs(plan.versions) do
  local at = redis.call('HMGET', near_key(near), 'v', 'last')
  local version = tonumber(at[1]) or 0
  is_moved = is_moved or version ~= expected
  is_repeat = is_repeat and version == expected + 1 and at[2] == digest
end
if is_repeat then return 'joined' end
if is_moved then return 'moved' end
for _, id in ipairs(plan.opened) do
  if redis.call('EXISTS', hash('story:' .. id)) == 1 then return 'taken' end
end

-- Whoever has read a story through another neighbourhood must see that it moved.
local touched, of_story = {}, {}
for near in pairs(plan.versions) do touched[near] = true end
local function nears_of(story)
  if not of_story[story] then
    local set = {}
    local stored = redis.call('HGET', hash('story:' .. story), 'nears')
    for _, near in ipairs(stored and cjson.decode(stored) or {}) do set[near] = true end
    of_story[story] = set
  end
  return of_story[story]
end

for _, report in ipairs(plan.reports) do
  for _, near in ipairs(report.near) do
    touched[near], nears_of(report.story)[near] = true, true
    write('HSET', near_key(near), 'r:' .. report.id, report.packed)
  end
end
local recent = zset('recent')
for i, story in ipairs(plan.stories) do
  nears_of(story.id)
  write('HSET', hash('story:' .. story.id), 'packed', story.packed)
  write('ZADD', recent, string.format('%.3f', now + i / 1000), story.id)
end
for id, set in pairs(of_story) do
  local names, key = {}, hash('story:' .. id)
  for near in pairs(set) do
    touched[near] = true
    names[#names + 1] = near
  end
  if #names > 0 then write('HSET', key, 'nears', cjson.encode(names)) end
  write('PEXPIRE', key, STORY_KEPT)
end
write('ZREMRANGEBYSCORE', recent, '-inf', now - STORY_KEPT)
for near in pairs(touched) do
  local key = near_key(near)
  write('HINCRBY', key, 'v', 1)
  write('HSET', key, 'last', digest)
  write('PEXPIRE', key, STORY_KEPT)
end
for _, row in ipairs(plan.rows) do
  local delay = row.delay
  row.delay = nil
  new_row(row, delay)
end
for _, one in ipairs(plan.noted) do note_member(one) end
for article, reasons in pairs(plan.trail) do keep_trail(article, reasons) end
place_lanes()
commit()
return 'joined'
