import type { Warning, WarningLevel } from '@civitas/contract'
import { LEVEL_TITLES } from '@civitas/domain-kit'
import { escapeXml } from '../open311/write.ts'

/** What CAP says of a level; China’s four colours go into a parameter beside it. */
const severities: Record<WarningLevel, string> = {
  red: 'Extreme',
  orange: 'Severe',
  yellow: 'Moderate',
  blue: 'Minor',
}
const urgencies: Record<WarningLevel, string> = {
  red: 'Immediate',
  orange: 'Expected',
  yellow: 'Expected',
  blue: 'Future',
}

/** The message before this one, for `references`. */
export interface CapReference {
  readonly identifier: string
  readonly sentTime: string
}

export interface CapMessage {
  readonly warning: Warning
  readonly msgType: 'Alert' | 'Update' | 'Cancel'
  readonly sentTime: Date
  readonly sender: string
  readonly references: readonly CapReference[]
  /** Where people read more; an address of this platform. */
  readonly web: string | null
}

/** An instant as CAP wants it: with the offset of the city, never `Z` (CAP 1.2 section 3.3.2). */
export function toCapTime(time: Date | string): string {
  const shifted = new Date(new Date(time).getTime() + 8 * 3_600_000)
  return `${shifted.toISOString().slice(0, 19)}+08:00`
}

/** A warning as CAP 1.2 (OASIS, 2010), valid against its schema. */
export function writeCap(message: CapMessage): string {
  const { warning, msgType, sentTime, sender, references } = message
  const parts = [
    tag('identifier', identifierOf(message)),
    tag('sender', sender),
    tag('sent', toCapTime(sentTime)),
    tag('status', warning.exercise ? 'Exercise' : 'Actual'),
    tag('msgType', msgType),
    tag('scope', 'Public'),
    ...(warning.exercise ? [tag('note', '演练')] : []),
    ...(references.length > 0
      ? [
          tag(
            'references',
            references.map((one) => `${sender},${one.identifier},${toCapTime(one.sentTime)}`).join(' '),
          ),
        ]
      : []),
    writeInfo(message),
  ]
  return `<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">\n${parts.join('\n')}\n</alert>\n`
}

/** Each message has an identifier of its own: that of the warning, and another for its end. */
function identifierOf({ warning, msgType }: CapMessage): string {
  return msgType === 'Cancel' ? `${warning.identifier}-C` : warning.identifier
}

function writeInfo({ warning, msgType, web }: CapMessage): string {
  const { level } = warning
  const ended = msgType === 'Cancel'
  const parts = [
    tag('language', 'zh-CN'),
    tag('category', warning.category),
    tag('event', warning.eventName),
    tag('responseType', ended ? 'AllClear' : level === 'red' ? 'Execute' : 'Prepare'),
    tag('urgency', ended ? 'Past' : urgencies[level]),
    tag('severity', severities[level]),
    tag('certainty', warning.eventId ? 'Observed' : 'Likely'),
    ...(warning.eventType ? [pair('eventCode', 'civitas:event-type', warning.eventType)] : []),
    tag('effective', toCapTime(warning.effectiveTime ?? warning.draftedTime)),
    tag('expires', toCapTime(warning.expiresTime)),
    ...(warning.senderName ? [tag('senderName', warning.senderName)] : []),
    tag('headline', ended ? `解除${warning.headline}` : warning.headline),
    tag('description', ended ? (warning.endedReason ?? warning.description) : warning.description),
    ...(warning.instruction && !ended ? [tag('instruction', warning.instruction)] : []),
    ...(web ? [tag('web', web)] : []),
    pair('parameter', 'CN:WarningLevel', `${LEVEL_TITLES[level].zh} ${level}`),
    pair('parameter', 'CN:Reference', warning.reference),
    writeArea(warning),
  ]
  return `<info>\n${parts.join('\n')}\n</info>`
}

function writeArea(warning: Warning): string {
  const polygons = ringsOf(warning.geometry).map((ring) => tag('polygon', toPolygon(ring)))
  const codes = warning.divisionCodes.map((code) => pair('geocode', 'GB/T 2260', code))
  return `<area>\n${[tag('areaDesc', warning.areaText), ...polygons, ...codes].join('\n')}\n</area>`
}

/** Outer rings of polygons; CAP knows no holes. */
function ringsOf(geometry: GeoJSON.Geometry | null): GeoJSON.Position[][] {
  if (geometry?.type === 'Polygon') return geometry.coordinates.slice(0, 1)
  if (geometry?.type === 'MultiPolygon') return geometry.coordinates.flatMap((one) => one.slice(0, 1))
  return []
}

/** `lat,lon` pairs with a space between, the first again at the end (CAP 1.2 section 3.2.4). */
function toPolygon(ring: GeoJSON.Position[]): string {
  return ring.map(([lon, lat]) => `${(lat as number).toFixed(6)},${(lon as number).toFixed(6)}`).join(' ')
}

function pair(name: string, valueName: string, value: string): string {
  return `<${name}>${tag('valueName', valueName)}${tag('value', value)}</${name}>`
}

function tag(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`
}

/** Warnings in force as an Atom feed (RFC 4287), each entry leading to its CAP message. */
export function writeFeed(
  warnings: readonly Warning[],
  feed: { url: string; title: string; updated: Date },
): string {
  const entries = warnings.map((warning) => {
    const url = `${feed.url}/${warning.id}`
    const time = warning.issuedTime ?? warning.draftedTime
    return `<entry>
${tag('id', warning.identifier)}
${tag('title', warning.headline)}
${tag('updated', time)}
<author>${tag('name', warning.senderName ?? feed.title)}</author>
${tag('summary', warning.description)}
<link rel="alternate" type="application/cap+xml" href="${escapeXml(url)}"/>
</entry>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
${tag('id', feed.url)}
${tag('title', feed.title)}
${tag('updated', feed.updated.toISOString())}
<link rel="self" type="application/atom+xml" href="${escapeXml(feed.url)}"/>
${entries.join('\n')}
</feed>
`
}
