-- use _prelude
-- A request is done: its connection to a host is free.
-- ARGV: now, host, holder
write('ZREM', zset('busy:' .. ARGV[2]), ARGV[3])
commit()
return 'ok'
