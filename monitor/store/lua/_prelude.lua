-- What every script begins with: its tag, the time, and writes that wait until all was read.
-- A script is not rolled back, so a key of a wrong type must strike before the first write:
-- `write` checks the type when it is called, `commit` does all writes at the end.
local base = KEYS[1]
local now = tonumber(ARGV[1])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local DAY = 86400000
local pending = {}

local function typed(key, expected)
  local is = redis.call('TYPE', key).ok
  if is ~= 'none' and is ~= expected then
    error('WRONGTYPE ' .. key .. ' is a ' .. is .. ', expected a ' .. expected, 0)
  end
  return key
end

local function hash(key) return typed(base .. key, 'hash') end
local function zset(key) return typed(base .. key, 'zset') end
local function list(key) return typed(base .. key, 'list') end

-- The key must come from hash, zset or list (or be about to be deleted).
local function write(...)
  pending[#pending + 1] = {...}
end

local function commit()
  for _, command in ipairs(pending) do redis.call(unpack(command)) end
end
