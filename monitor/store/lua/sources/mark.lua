-- use _prelude sources/_lease sources/_hours sources/_kept
-- What a push brought: it holds no lease, so it leaves the schedule alone, and the state too when
-- somebody has claimed the source since it was looked at; texts are due at once unless it is leased.
-- ARGV: as `settle` has them, but the push's id or '' for the next due -> 'ok', 'known' or 'gone'
local KEPT = 15 * MINUTE
local push, hook = ARGV[4], zset('hook:' .. id)
local score = tonumber(redis.call('ZSCORE', due, id))
if not score then return 'gone' end
if push ~= '' and (tonumber(redis.call('ZSCORE', hook, push)) or 0) > now - KEPT then return 'known' end
local first = keep()
if push ~= '' then
  write('ZADD', hook, string.format('%.0f', now), push)
  write('ZREMRANGEBYSCORE', hook, '-inf', string.format('%.0f', now - KEPT))
  write('PEXPIRE', hook, KEPT)
end
if (held[2] or '') == '' then
  if (held[1] or '0') == token then write('HSET', key, 'state', ARGV[6]) end
  if first < score then schedule(first) end
end
commit()
return 'ok'
