import type { WarningLevel } from '@civitas/contract'
import type { EventType } from '@civitas/domain-kit'
import { isId } from '../../../../kernel/ids.ts'
import { invalid, Problem } from '../../../../kernel/problem.ts'
import type { Told } from '../../reports/told.ts'
import type { RequestFilter } from './store.ts'

type Fields = Readonly<Record<string, string | undefined>>

const day = 86_400_000
/** GeoReport v2: without dates the last 90 days, no span is longer, and never more than 1,000 requests. */
const longestDays = 90
const most = 1_000

/** What a program submits, checked; positions are WGS 84, which the city’s CGCS2000 meets within centimetres. */
export function readSubmission(given: Fields, type: EventType): Omit<Told, 'channel'> {
  const position = readPosition(given)
  const address = given.address_string || given.address_id
  if (!position && !address) throw invalid('lat', '须给出 lat 与 long，或 address_string', 'missing-location')
  const description = given.description?.trim() ?? ''
  if ([...description].length > 4000) throw invalid('description', '最多 4000 个字')
  const name = [given.last_name, given.first_name].filter(Boolean).join('')
  const media = given.media_url
  if (media && !/^https?:\/\//.test(media)) throw invalid('media_url', '应为 http 或 https 地址')
  return {
    type: type.id,
    title: titleOf(description, type),
    description,
    ...(position ? { position } : {}),
    ...(address ? { address: address.slice(0, 200) } : {}),
    ...levelOf(given),
    reporter: {
      ...(name ? { name: name.slice(0, 64) } : {}),
      ...(given.phone && /^[0-9+-]{3,20}$/.test(given.phone) ? { phone: given.phone } : {}),
    },
    ...(media ? { mediaUrls: [media.slice(0, 1000)] } : {}),
  }
}

/** The first sentence, or what kind of thing it is. */
function titleOf(description: string, type: EventType): string {
  const [sentence = ''] = description.split(/[。！？!?\n]/)
  const title = sentence.trim().slice(0, 60)
  return [...title].length >= 2 ? title : type.title.zh
}

function levelOf(given: Fields): { level?: WarningLevel } {
  const level = given['attribute[level]']
  if (!level) return {}
  if (!['blue', 'yellow', 'orange', 'red'].includes(level))
    throw invalid('attribute[level]', '应为 blue、yellow、orange 或 red')
  return { level: level as WarningLevel }
}

function readPosition({ lat, long }: Fields): [number, number] | undefined {
  // A form sends fields left empty as well.
  if (!lat && !long) return undefined
  const [x, y] = [Number(long), Number(lat)]
  if (!lat || !Number.isFinite(y) || Math.abs(y) > 90) throw invalid('lat', '应为 -90 到 90 的度数')
  if (!long || !Number.isFinite(x) || Math.abs(x) > 180) throw invalid('long', '应为 -180 到 180 的度数')
  return [x, y]
}

/** The filter of a list, as GeoReport v2 names it, with `page` and `page_size` as many servers have them. */
export function readQuery(query: Fields, now: Date): RequestFilter {
  const limit = Math.min(most, readCount(query, 'page_size') ?? most)
  const offset = ((readCount(query, 'page') ?? 1) - 1) * limit
  const ids = query.service_request_id?.split(',').map((one) => one.trim())
  // Asking by id overrides every other argument (GeoReport v2, GET Service Requests).
  if (ids) return { ids: ids.filter(isId), limit, offset }
  const statuses = [...new Set(query.status ? query.status.split(',') : [])]
  for (const one of statuses)
    if (one !== 'open' && one !== 'closed') throw invalid('status', '应为 open 或 closed')
  return {
    ...readSpan(query, now),
    ...(query.service_code ? { types: query.service_code.split(',') } : {}),
    ...(statuses.length === 1 ? { status: statuses[0] as 'open' | 'closed' } : {}),
    limit,
    offset,
  }
}

/** From when to when; one date given, the other lies as far off as one may ask for. */
function readSpan(query: Fields, now: Date): { from: Date; to: Date } {
  const [start, end] = [readTime(query, 'start_date'), readTime(query, 'end_date')]
  const longest = longestDays * day
  const to = end ?? (start ? new Date(Math.min(now.getTime(), start.getTime() + longest)) : now)
  const from = start ?? new Date(to.getTime() - longest)
  if (start && end && end < start) throw invalid('end_date', '不能早于 start_date')
  if (to.getTime() - from.getTime() > longest)
    throw invalid('end_date', `start_date 与 end_date 之间最长 ${longestDays} 天`)
  return { from, to }
}

function readCount(query: Fields, name: string): number | undefined {
  const text = query[name]
  if (text === undefined) return undefined
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw invalid(name, '应为正整数')
  return count
}

function readTime(query: Fields, name: string): Date | undefined {
  const text = query[name]
  if (!text) return undefined
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw new Problem('invalid', name, `${name} 应为 ISO 8601 时间`)
  return time
}
