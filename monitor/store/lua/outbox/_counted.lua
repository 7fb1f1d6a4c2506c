-- Budgets: a story's first card counts once in each of its rules, whoever it goes to.
--   counted:<story>            hash: rule -> card, or budget when it was held
--   budget:<rule>:<period>     string: cards of a period
local WEEK = 7 * DAY
local MONDAY = 3 * DAY -- the epoch began on a Thursday

local function period_of(length)
  local shift = length == WEEK and MONDAY or 0
  local n = math.floor((now + shift) / length)
  return n, (n + 1) * length - shift
end

local function budget_key(rule)
  local n = period_of(rule.period)
  return typed(base .. 'budget:' .. rule.rule .. ':' .. string.format('%.0f', n), 'string')
end

local function is_within(rule)
  if rule.limit == 0 then return true end
  return (tonumber(redis.call('GET', budget_key(rule))) or 0) < rule.limit
end

-- Whether the card may go: one of the rules is within its budget, or the story is told already.
local function count_card(story, rules)
  local counted, fresh, may = hash('counted:' .. story), {}, false
  for _, rule in ipairs(rules) do
    if redis.call('HGET', counted, rule.rule) == 'card' then
      may = true
    else
      fresh[#fresh + 1] = rule
      may = may or is_within(rule)
    end
  end
  for _, rule in ipairs(may and fresh or {}) do
    if rule.limit > 0 then
      local key = budget_key(rule)
      write('INCR', key)
      write('PEXPIRE', key, rule.period + DAY)
    end
    write('HSET', counted, rule.rule, 'card')
    verdict(rule.rule, 'card')
  end
  if #fresh > 0 and may then write('PEXPIRE', counted, TOLD_KEPT) end
  return may
end

-- Keep a row for the digest that is cut when the first of the periods ends; tell of it once.
local function hold_for_digest(row, rules)
  local counted, at = hash('counted:' .. row.story), nil
  for _, rule in ipairs(rules) do
    local _, ends = period_of(rule.period)
    at = math.min(at or ends, ends)
    if not redis.call('HGET', counted, rule.rule) then
      write('HSET', counted, rule.rule, 'budget')
      write('PEXPIRE', counted, TOLD_KEPT)
      verdict(rule.rule, 'budget')
    end
    if rule.to ~= '' then
      local id = 'n.' .. rule.rule .. '.budget.' .. string.format('%.0f', ends)
      new_row({id = id, story = rule.rule, receiver = rule.to, kind = 'notice', text = rule.note,
        n = string.format('%.0f', now), facts = '[]'}, 0)
    end
  end
  local ends = string.format('%.0f', at)
  change(row, 'held', 'budget', {state = 'held', reason = 'budget', not_before = ends, lease = 0, for_digest = 1})
  write('ZADD', zset('digests'), ends, row.id)
end
