import type { LiveTopic } from '@civitas/contract'
import { describe, expect, it } from 'vitest'
import type { Principal } from './access.ts'
import { createRealtime, type LatestUpdate, type LiveFilter, type LiveListener } from './realtime.ts'

interface Heard extends LiveListener {
  messages: Array<{ id: number; body: unknown }>
  latest: unknown[]
}

function aListener(filter: Partial<LiveFilter>): Heard {
  const messages: Heard['messages'] = []
  const latest: unknown[] = []
  return {
    principal: {} as Principal,
    filter: {
      topics: new Set<LiveTopic>(['events', 'latest']),
      scope: { divisions: ['990102'], everything: false },
      types: null,
      entities: null,
      bbox: null,
      ...filter,
    },
    send: (id, _topic, body) => messages.push({ id, body }),
    sendLatest: (rows) => latest.push(...rows),
    messages,
    latest,
  }
}

const anUpdate = (more: Partial<LatestUpdate>): LatestUpdate => ({
  entityId: 'e1',
  entityType: 'waterlogging.gauge',
  datastreamId: 1,
  property: 'depth',
  value: 1,
  time: '2025-06-01T00:00:00.000Z',
  quality: 0,
  receivedMs: 0,
  division: '990102001001001',
  position: [118.9, 33.4],
  ...more,
})

describe('the live hub', () => {
  it('sends only the topics and divisions asked for and allowed', () => {
    const hub = createRealtime()
    const listener = aListener({})
    hub.join(listener, null)
    hub.publish('events', '990102001001001', 'mine')
    hub.publish('events', '990103001001001', 'another district')
    hub.publish('cases', '990102001001001', 'another topic')
    expect(listener.messages.map((one) => one.body)).toEqual(['mine'])
  })

  it('filters latest values by box, type and entity, and hides what filters need', () => {
    const hub = createRealtime()
    const listener = aListener({
      bbox: [118.8, 33.3, 119, 33.5],
      types: new Set(['waterlogging.gauge']),
      entities: new Set(['e1']),
    })
    hub.join(listener, null)
    hub.publishLatest([
      anUpdate({}),
      anUpdate({ position: [120, 30] }),
      anUpdate({ entityType: 'air.station' }),
      anUpdate({ entityId: 'e2' }),
      anUpdate({ division: '990103' }),
    ])
    expect(listener.latest).toHaveLength(1)
    expect(listener.latest[0]).not.toHaveProperty('division')
  })

  it('sends again what was missed, and says when the gap is too long', () => {
    const hub = createRealtime()
    const first = aListener({})
    hub.join(first, null)
    hub.publish('events', '990102', 'one')
    hub.leave(first)
    hub.publish('events', '990102', 'two')
    const seen = first.messages[0]?.id as number
    const back = aListener({})
    expect(hub.join(back, seen)).toBe(true)
    expect(back.messages.map((one) => one.body)).toEqual(['two'])
    for (let i = 0; i < 2_100; i++) hub.publish('events', '990102', i)
    expect(hub.join(aListener({}), seen)).toBe(false)
    expect(hub.join(aListener({}), 1)).toBe(false)
  })
})
