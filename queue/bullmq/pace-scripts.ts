import { lateMilliseconds, paceRules, rememberedMilliseconds } from '../../crawler/politeness/host-pace.js';
import { confirmationMilliseconds, horizonMilliseconds } from '../../crawler/politeness/pace-keeper.js';

/** How long a host is remembered after its last booked start; the clock, which all hosts are noted by, for a day. */
const keptMilliseconds = 3_600_000;

/**
 * Tells the time of the pace as `now`, in milliseconds. Redis has only the clock on its wall, which someone may set. So each caller says
 * what time it should be by his own monotonic clock since he last asked; where that differs by more than a second, Redis's clock has
 * jumped, and `offset` takes the jump back. The time never goes back behind the one that was told last, whatever a caller says.
 */
const readClock = `
local function readClock(key, expected)
  local time = redis.call('TIME')
  local wall = time[1] * 1000 + time[2] / 1000
  local clock = redis.call('HMGET', key, 'offset', 'seen')
  local offset, seen = tonumber(clock[1] or 0), tonumber(clock[2] or 0)
  local now = wall + offset
  if expected and math.abs(now - expected) > 1000 then now = expected end
  now = math.max(now, seen)
  if now - (wall + offset) ~= 0 then offset = now - wall end
  redis.call('HSET', key, 'offset', string.format('%.3f', offset), 'seen', string.format('%.3f', now))
  redis.call('PEXPIRE', key, ${24 * keptMilliseconds})
  return now
end
`;

/**
 * Moves the row of a host so that of what has not passed nothing starts before `earliest`. A start in the sorted set is less the `rowShift`
 * of the host's hash.
 */
const moveRow = `
local function text(number) return string.format('%.3f', number) end
local function moveRow(host, row, earliest, now)
  local shift = tonumber(redis.call('HGET', host, 'rowShift') or 0)
  local next = redis.call('ZRANGEBYSCORE', row, '(' .. text(now - shift), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  if next[2] then redis.call('HSET', host, 'rowShift', text(shift + math.max(0, earliest - (next[2] + shift)))) end
end
`;

/**
 * PaceKeeper.book in one step; the rules are those of bookStart in crawler/politeness/host-pace.ts.
 *
 * KEYS  1 clock (hash)   2 pace of the host (hash)   3 its row (sorted set: booking id by start)
 * ARGV  1 booking id   2 gap asked for, ms   3 its tolerance, ms   4 '1': what Redis knows of the host may be old, as after a restart
 *       5 time expected, ms, or ''   6 '1': goes as soon as the host is free, being under way   7 '1': has missed its start
 * Out   { 'booked' | 'late' | 'later', ms until the start or until to ask again, time, ms } (strings: Lua's numbers lose their fractions)
 */
export const bookScript = `${readClock}${moveRow}
local bookingId, asked, tolerance = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local now = readClock(KEYS[1], tonumber(ARGV[5]))
local missed = ARGV[7] == '1'

local known = redis.call('HMGET', KEYS[2], 'granted', 'grantedTail', 'rowShift', 'rowLast', 'rowTail', 'virtualTail', 'pausedUntil',
  'slowness', 'response', 'grantedBefore', 'grantedBeforeTail', 'grantedId')
local granted, grantedTail = tonumber(known[1] or 0), tonumber(known[2] or 0)
local shift, last, tail, virtualTail = tonumber(known[3] or 0), tonumber(known[4] or 0), tonumber(known[5] or 0), tonumber(known[6] or 0)
local pausedUntil, slowness, response = tonumber(known[7] or 0), tonumber(known[8] or 1), tonumber(known[9] or 0)
local before, beforeTail, grantedId = tonumber(known[10] or 0), tonumber(known[11] or 0), known[12] or ''
if not known[1] or ARGV[4] == '1' then
  granted = math.max(granted, now + ${confirmationMilliseconds})
  before, grantedId = granted, ''
end
local spacing = math.max(asked * slowness, math.min(response, ${paceRules.mostResponseMilliseconds})) + tolerance

local function keep()
  redis.call('HSET', KEYS[2], 'granted', text(granted), 'grantedTail', text(grantedTail), 'grantedId', grantedId,
    'grantedBefore', text(before), 'grantedBeforeTail', text(beforeTail), 'rowLast', text(last), 'rowTail', text(tail),
    'virtualTail', text(virtualTail))
  local idle = string.format('%.0f', ${keptMilliseconds} + math.max(0, tail + shift - now, virtualTail - now))
  redis.call('PEXPIRE', KEYS[2], idle)
  redis.call('PEXPIRE', KEYS[3], idle)
end
local function told(start, isLate)
  if start - now <= ${confirmationMilliseconds} then
    before, beforeTail = granted, grantedTail
    granted, grantedTail, grantedId = start, start + spacing, bookingId
    redis.call('ZREM', KEYS[3], bookingId)
    moveRow(KEYS[2], KEYS[3], grantedTail, now)
  end
  keep()
  return { isLate and 'late' or 'booked', text(start - now), text(now) }
end

if grantedId == bookingId then
  if missed then
    granted, grantedTail, grantedId = before, beforeTail, ''
  elseif granted > now then
    return { 'booked', text(granted - now), text(now) }
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', '(' .. text(now - ${rememberedMilliseconds} - shift))
local free = math.max(now, grantedTail, granted + spacing, pausedUntil)

local booked = redis.call('ZSCORE', KEYS[3], bookingId)
local own = booked and booked + shift
if not own and (missed or ARGV[6] == '1') then return told(free, false) end
if own and own <= math.max(free, now + ${confirmationMilliseconds}) then
  local start = math.max(free, own)
  return told(start, start - own > ${lateMilliseconds})
end
if own then return told(own, false) end

if tail + shift <= now then virtualTail = 0 end
local start = math.max(free, tail + shift, last + shift + spacing)
if start - now > ${horizonMilliseconds} then
  local place = math.max(start, virtualTail)
  virtualTail = place + spacing
  keep()
  return { 'later', text(place - now - ${horizonMilliseconds / 2}), text(now) }
end
last, tail = start - shift, start + spacing - shift
redis.call('ZADD', KEYS[3], text(last), bookingId)
return told(start, false)
`;

/**
 * PaceKeeper.answered in one step; the rules are those of noteAnswer in crawler/politeness/host-pace.ts.
 *
 * KEYS  1 clock (hash)   2 pace of the host (hash)   3 its row (sorted set)
 * ARGV  1 time that the answer took, ms   2 '1': it asks for fewer requests   3 pause that it asks for, ms from now   4 time expected, ms, or ''
 * Out   time, ms (a string)
 */
export const answeredScript = `${readClock}${moveRow}
local now = readClock(KEYS[1], tonumber(ARGV[4]))
local known = redis.call('HMGET', KEYS[2], 'pausedUntil', 'slowness', 'response')
local pausedUntil, slowness = tonumber(known[1] or 0), tonumber(known[2] or 1)
if ARGV[2] == '1' then
  pausedUntil = math.max(pausedUntil, now + ARGV[3])
  redis.call('HSET', KEYS[2], 'slowness', tostring(math.min(slowness * 2, ${paceRules.mostSlowness})), 'pausedUntil', text(pausedUntil))
  moveRow(KEYS[2], KEYS[3], pausedUntil, now)
else
  local before = tonumber(known[3] or ARGV[1])
  local response = before + ${paceRules.responseWeight} * (ARGV[1] - before)
  redis.call('HSET', KEYS[2], 'slowness', tostring(math.max(1, slowness * ${paceRules.recovery})), 'response', text(response))
end
for key = 2, 3 do
  local idle = math.max(redis.call('PTTL', KEYS[key]), ${keptMilliseconds} + math.max(0, pausedUntil - now))
  redis.call('PEXPIRE', KEYS[key], string.format('%.0f', idle))
end
return text(now)
`;
