-- use _prelude sources/_lease
-- Due now, lease dropped, and the claim does not count as a try.
-- ARGV: now, id, token
if not is_held then return was('given-back') end
release('given-back', now)
write('HSET', key, 'tries', math.max(0, (tonumber(held[7]) or 0) - 1))
commit()
return 'ok'
