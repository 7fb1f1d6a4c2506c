-- use _prelude
-- The move to this shard is complete.
-- ARGV: now, id
write('HDEL', hash('src:' .. ARGV[2]), 'shard_was')
commit()
return 'ok'
