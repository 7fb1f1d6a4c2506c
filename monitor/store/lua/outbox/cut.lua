-- use _prelude outbox/_rows outbox/_new
-- Fold held rows of a receiver, each with its frozen news, into one new digest's row.
-- ARGV: now, receiver, text, then (row, news) ... -> the digest's id, or ''
local receiver, folding, names = ARGV[2], {}, {}
for i = 4, #ARGV, 2 do
  local row = load_row(ARGV[i])
  local is_held = row and row.state == 'held' and row.for_digest == '1' and row.receiver == receiver
  if is_held and tonumber(row.not_before) <= now then
    folding[#folding + 1] = {row = row, news = ARGV[i + 1]}
    names[#names + 1] = row.id
  end
end
if #folding == 0 then return '' end
local key = hash('recv:' .. receiver)
local n = (tonumber(redis.call('HGET', key, 'digests')) or 0) + 1
local id = 'digest.' .. string.format('%.0f', n) .. '@' .. receiver
new_row({id = id, story = 'digest', receiver = receiver, kind = 'digest', facts = '[]', text = ARGV[3],
  members = cjson.encode(names), n = string.format('%.0f', n)}, 0)
write('HSET', key, 'digests', n)
for _, one in ipairs(folding) do
  change(one.row, 'folded', id, {state = 'folded', news = one.news})
end
place_lanes()
commit()
return id
