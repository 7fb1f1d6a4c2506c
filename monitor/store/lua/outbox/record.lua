-- use _prelude outbox/_rows
-- Accepted: told grows by the news that `begin` stored, the handle is kept.
-- ARGV: now, id, token, channel, ts, newest ts, found ('1')
local row, answer = ours('recorded', IN_FLIGHT)
if not row then return answer end
local receiver = hash('recv:' .. row.receiver)
local newest = redis.call('HGET', receiver, 'newest') or ''
local told = hash('told:' .. row.story .. '@' .. row.receiver)
local shown = redis.call('HMGET', told, 'version', 'ts')
local news = row.news or '[]'
if news == '[]' and row.state == 'leased' then news = row.facts end

change(row, 'recorded', ARGV[7] == '1' and 'found' or '', {state = 'sent', lease = 0, error = '', channel = ARGV[4], ts = ARGV[5]})
if #ARGV[6] > #newest or (#ARGV[6] == #newest and ARGV[6] > newest) then
  write('HSET', receiver, 'newest', ARGV[6])
end
if row.kind ~= 'notice' then
  for _, fact in ipairs(cjson.decode(news)) do write('HSET', told, 't:' .. fact, string.format('%.0f', now)) end
  -- A reply under a card leaves the card as it was: an edit must still bring it up to date.
  if row.kind ~= 'reply' or not shown[2] then
    write('HSET', told, 'version', math.max(tonumber(shown[1]) or 0, tonumber(row.news_version) or 0))
  end
  if row.kind ~= 'edit' and not shown[2] and ARGV[5] ~= '' then
    write('HSET', told, 'channel', ARGV[4], 'ts', ARGV[5])
  end
  write('PEXPIRE', told, TOLD_KEPT)
end
return finish()
