-- use _prelude
-- A rule's silence grows by the time since the last call, if we were there and could hear.
-- ARGV: now, rule, hears (1 or 0), longest ms between two calls, near of its silences
-- -> {quiet ms, 1 = not counted}
local KEPT = 45 * DAY
local key = hash('win:' .. ARGV[2])
local near = hash('near:' .. ARGV[5])
local known = redis.call('HMGET', key, 'quiet', 'heard')
local quiet, heard = tonumber(known[1]) or 0, tonumber(known[2])
local passed = heard and now - heard or -1
local counted = ARGV[3] == '1' and passed >= 0 and passed <= tonumber(ARGV[4])
if counted then quiet = quiet + passed end
write('HSET', key, 'quiet', string.format('%.0f', quiet), 'heard', string.format('%.0f', now))
write('PEXPIRE', near, KEPT) -- a silence that lasts is told once
commit()
return {quiet, counted and 0 or 1}
