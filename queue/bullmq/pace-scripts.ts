import { paceRules } from '../../crawler/politeness/host-pace.js';
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
 * PaceKeeper.book in one step; the rules are those of bookStart in crawler/politeness/host-pace.ts.
 *
 * KEYS  1 clock (hash)   2 pace of the host (hash)   3 its bookings (sorted set: booking id by start)
 * ARGV  1 booking id   2 gap asked for, ms   3 its tolerance, ms   4 '1': what Redis knows of the host may be old, as after a restart
 *       5 time expected, ms, or ''   6 '1': part of a page that is under way
 * Out   { 'booked' | 'later', ms until the start or until to ask again, time, ms } (strings: Lua's numbers lose their fractions)
 */
export const bookScript = `${readClock}
local function text(number) return string.format('%.3f', number) end
local bookingId, asked, tolerance = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local now = readClock(KEYS[1], tonumber(ARGV[5]))

local known = redis.call('HMGET', KEYS[2], 'lastStart', 'tail', 'virtualTail', 'pausedUntil', 'slowness', 'response')
local lastStart, tail, virtualTail = tonumber(known[1] or 0), tonumber(known[2] or 0), tonumber(known[3] or 0)
local pausedUntil, slowness, response = tonumber(known[4] or 0), tonumber(known[5] or 1), tonumber(known[6] or 0)
if not known[1] or ARGV[4] == '1' then lastStart = math.max(lastStart, now + ${confirmationMilliseconds}) end

redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', text(now))
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', '(' .. text(pausedUntil))
local booked = redis.call('ZSCORE', KEYS[3], bookingId)
if booked then return { 'booked', text(booked - now), text(now) } end

if ARGV[6] == '1' then
  local others = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. text(now + ${2 * confirmationMilliseconds}), '+inf', 'WITHSCORES')
  for i = 1, #others, 2 do
    if not string.find(others[i], '/', 1, true) then
      redis.call('ZREM', KEYS[3], others[i])
      redis.call('ZADD', KEYS[3], others[i + 1], bookingId)
      return { 'booked', text(others[i + 1] - now), text(now) }
    end
  end
end

if tail <= now then virtualTail = 0 end
local spacing = math.max(asked * slowness, math.min(response, ${paceRules.mostResponseMilliseconds})) + tolerance
local start = math.max(now, tail, lastStart + spacing, pausedUntil)
local reply
if start - now > ${horizonMilliseconds} then
  local place = math.max(start, virtualTail)
  virtualTail = place + spacing
  reply = { 'later', text(place - now - ${horizonMilliseconds / 2}), text(now) }
else
  lastStart = start
  tail = start + spacing
  redis.call('ZADD', KEYS[3], text(start), bookingId)
  reply = { 'booked', text(start - now), text(now) }
end
redis.call('HSET', KEYS[2], 'lastStart', text(lastStart), 'tail', text(tail), 'virtualTail', text(virtualTail))
local idle = string.format('%.0f', ${keptMilliseconds} + math.max(0, start - now, virtualTail - now))
redis.call('PEXPIRE', KEYS[2], idle)
redis.call('PEXPIRE', KEYS[3], idle)
return reply
`;

/**
 * PaceKeeper.answered in one step; the rules are those of noteAnswer in crawler/politeness/host-pace.ts.
 *
 * KEYS  1 clock (hash)   2 pace of the host (hash)
 * ARGV  1 time that the answer took, ms   2 '1': it asks for fewer requests   3 pause that it asks for, ms from now   4 time expected, ms, or ''
 * Out   time, ms (a string)
 */
export const answeredScript = `${readClock}
local function text(number) return string.format('%.3f', number) end
local now = readClock(KEYS[1], tonumber(ARGV[4]))
local known = redis.call('HMGET', KEYS[2], 'pausedUntil', 'slowness', 'response')
local pausedUntil, slowness = tonumber(known[1] or 0), tonumber(known[2] or 1)
if ARGV[2] == '1' then
  pausedUntil = math.max(pausedUntil, now + ARGV[3])
  redis.call('HSET', KEYS[2], 'slowness', tostring(math.min(slowness * 2, ${paceRules.mostSlowness})), 'pausedUntil', text(pausedUntil))
else
  local before = tonumber(known[3] or ARGV[1])
  local response = before + ${paceRules.responseWeight} * (ARGV[1] - before)
  redis.call('HSET', KEYS[2], 'slowness', tostring(math.max(1, slowness * ${paceRules.recovery})), 'response', text(response))
end
local idle = math.max(redis.call('PTTL', KEYS[2]), ${keptMilliseconds} + math.max(0, pausedUntil - now))
redis.call('PEXPIRE', KEYS[2], string.format('%.0f', idle))
return text(now)
`;
