import type { EventType } from '@civitas/domain-kit'
import type { EventsParts } from '../../publish-event.ts'
import type { RequestRow } from './store.ts'
import type { Answer, Row } from './write.ts'

/** The services people may ask for: event types people see and report. */
export function listServices({ domains }: EventsParts): EventType[] {
  return domains.list('eventTypes').filter((type) => type.reportable ?? true)
}

function groupOf({ domains }: EventsParts, type: EventType): string {
  const id = type.id.split('.')[0] as string
  return domains.domains.find((domain) => domain.id === id)?.title.zh ?? id
}

export function toServices(parts: EventsParts, isEnglish: boolean): Answer {
  const language = isEnglish ? 'en' : 'zh'
  const rows = listServices(parts).map((type) => ({
    service_code: type.id,
    service_name: type.title[language],
    description: (type.description ?? type.title)[language],
    metadata: true,
    type: 'realtime',
    keywords: [...(type.words ?? [])].join(','),
    group: groupOf(parts, type),
  }))
  return { root: 'services', item: 'service', rows }
}

/** What may be told beside the description: the level, as an attribute with a list of values. */
export function toDefinition(type: EventType): Answer {
  const levels: Row[] = [
    { key: 'blue', name: '一般' },
    { key: 'yellow', name: '较重' },
    { key: 'orange', name: '严重' },
    { key: 'red', name: '特别严重' },
  ]
  const attribute: Row = {
    variable: true,
    code: 'level',
    datatype: 'singlevaluelist',
    required: false,
    datatype_description: '不确定时不用选',
    order: 1,
    description: '严重程度',
    values: levels,
  }
  return {
    root: 'service_definition',
    item: 'service_definition',
    single: true,
    rows: [{ service_code: type.id, attributes: [attribute] }],
  }
}

/**
 * A request as everybody may see it; description, address and pictures are its own client’s only, since people write
 * names and numbers into them.
 */
export function toRequest(
  { domains }: EventsParts,
  row: RequestRow,
  own: boolean,
  notes: string | null,
): Row {
  const ended = row.head.state === 'closed' || row.head.state === 'dismissed'
  const type = domains.findEventType(row.head.type)
  return {
    service_request_id: row.id,
    status: ended ? 'closed' : 'open',
    status_notes: notes,
    service_name: type?.title.zh ?? row.head.type,
    service_code: row.head.type,
    description: own ? [row.title, row.body].filter(Boolean).join('。') : null,
    agency_responsible: null,
    service_notice: row.head.case_open ? '正在办理' : null,
    requested_datetime: row.reported_time.toISOString(),
    updated_datetime: row.head.changed_time.toISOString(),
    expected_datetime: null,
    address: own ? row.address : null,
    address_id: null,
    zipcode: null,
    lat: row.lat,
    long: row.lon,
    media_url: own ? (row.media_urls[0] ?? null) : null,
  }
}

export function toRequests(rows: readonly Row[]): Answer {
  return { root: 'service_requests', item: 'request', rows }
}

export function toErrors(code: number, description: string): Answer {
  return { root: 'errors', item: 'error', rows: [{ code, description }] }
}
