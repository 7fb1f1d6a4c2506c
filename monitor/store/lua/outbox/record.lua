-- use _prelude outbox/_rows outbox/_new outbox/_members outbox/_remind
-- Accepted: told grows by the news that `begin` stored, the handle is kept.
-- ARGV: now, id, token, channel, ts, newest ts, found ('1'), ms to a reminder or 0
local row, answer = ours('recorded', IN_FLIGHT)
if not row then return answer end
local receiver = hash('recv:' .. row.receiver)
local newest = redis.call('HGET', receiver, 'newest') or ''
local told = hash('told:' .. row.story .. '@' .. row.receiver)
local shown = redis.call('HMGET', told, 'version', 'ts')
local news = row.news or '[]'
if news == '[]' and row.state == 'leased' then news = row.facts end

local function tell(key, facts)
  for _, fact in ipairs(cjson.decode(facts)) do write('HSET', key, 't:' .. fact, string.format('%.0f', now)) end
  write('PEXPIRE', key, TOLD_KEPT)
end

change(row, 'recorded', ARGV[7] == '1' and 'found' or '', {state = 'sent', lease = 0, error = '', channel = ARGV[4], ts = ARGV[5]})
if #ARGV[6] > #newest or (#ARGV[6] == #newest and ARGV[6] > newest) then
  write('HSET', receiver, 'newest', ARGV[6])
end
for _, member in ipairs(members_of(row)) do
  tell(hash('told:' .. member.story .. '@' .. member.receiver), member.news)
  change(member, 'recorded', row.id, {state = 'sent'})
end
if row.kind ~= 'notice' and row.kind ~= 'digest' then
  tell(told, news)
  -- A reply under a card leaves the card as it was: an edit must still bring it up to date.
  local is_under = (row.kind == 'reply' and shown[2]) or row.kind == 'realert'
  if not is_under then
    write('HSET', told, 'version', math.max(tonumber(shown[1]) or 0, tonumber(row.news_version) or 0))
  end
  if row.kind ~= 'edit' and row.kind ~= 'realert' and not shown[2] and ARGV[5] ~= '' then
    write('HSET', told, 'channel', ARGV[4], 'ts', ARGV[5])
  end
  if tonumber(ARGV[8]) > 0 then remind(row, told, tonumber(ARGV[8])) end
end
return finish()
