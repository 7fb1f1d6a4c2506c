-- use _prelude outbox/_rows
-- Prolong the lease.
-- ARGV: now, id, token, lease ms
local row = load_row(ARGV[2])
if not row or row.token ~= ARGV[3] or not IN_FLIGHT[row.state] or row.lease == '0' then
  return 'lost_lease'
end
load_lane(row.story, row.receiver)
row.lease = string.format('%.0f', now + tonumber(ARGV[4]))
write('HSET', hash('row:' .. row.id), 'lease', row.lease)
return finish()
