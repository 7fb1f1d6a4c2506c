-- use _prelude sources/_lease
-- Prolong the lease, up to a longest time after the claim.
-- ARGV: now, id, token, lease ms, longest ms
local ends = held[6] and tonumber(held[6]) + tonumber(ARGV[5]) or 0
if not is_held or now >= ends then return 'lost_lease' end
local at = math.min(now + tonumber(ARGV[4]), ends)
schedule(at)
write('ZADD', busy, 'XX', at, id) -- a poll that has left its host stays away
commit()
return 'ok'
