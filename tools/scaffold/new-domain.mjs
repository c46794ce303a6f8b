import { camel, edit, format, readName, writeNew } from './write.mjs'

/** A domain that works from the first minute: one register, one device model, one rule, one event, one indicator. */
const id = readName('domain')
const name = camel(id)

writeNew(
  `domains/${id}/index.ts`,
  `import { defineDomain, text } from '@civitas/domain-kit'
import { meter, meterThing } from './devices.ts'
import { eventTypes, rules } from './rules.ts'

/** What the city knows of ${id}: a register of meters, their readings, and when they are worth a look. */
export const ${name} = defineDomain({
  id: '${id}',
  title: text('${id}', '${id}'),
  description: text('${id} 领域', 'The domain ${id}'),
  icon: 'gauge',
  systems: [],
  entityTypes: [meter],
  thingTypes: [meterThing],
  rules,
  eventTypes,
  indicators: [
    {
      id: 'meters-online',
      title: text('在线监测点', 'Meters online'),
      description: text('心跳时限内有上报的监测点数', 'Meters heard within their heartbeat'),
      unit: '{point}',
      direction: 'up',
      formula: { kind: 'things', thingType: 'meter', status: 'online' },
      thresholds: [],
      targets: [],
      refresh: { everySeconds: 60 },
      drillDown: { to: 'formula' },
      downTo: 'district',
      audience: 'department',
    },
  ],
})
`,
)
writeNew(
  `domains/${id}/devices.ts`,
  `import { attributes, type EntityType, type ThingType, text, textField } from '@civitas/domain-kit'

export const meter: EntityType = {
  id: 'meter',
  title: text('监测点', 'Meter'),
  schema: attributes({ owner: textField(text('权属单位', 'Owner')) }),
  reference: { description: text('监测点编号', 'Meter number') },
  geometry: 'Point',
  classification: 1,
  searchFields: ['owner'],
  listColumns: ['owner'],
  icon: 'gauge',
  color: '#3f7cac',
}

export const meterThing: ThingType = {
  id: 'meter',
  title: text('监测仪', 'Meter'),
  entityType: 'meter',
  datastreams: [
    {
      id: 'level',
      title: text('读数', 'Level'),
      unit: '1',
      observedProperty: { id: 'level', title: text('读数', 'Level') },
      range: { min: 0, max: 1000 },
      periodSeconds: 60,
    },
  ],
  heartbeatSeconds: 600,
  simulate: ({ previous, random }) => ({ level: Math.max(0, (previous.level ?? 20) + (random() - 0.5) * 2) }),
}
`,
)
writeNew(
  `domains/${id}/rules.ts`,
  `import { type EventType, type Rule, text } from '@civitas/domain-kit'

export const eventTypes: readonly EventType[] = [
  {
    id: 'high-level',
    title: text('读数偏高', 'Level is high'),
    icon: 'gauge',
    mergeWithin: { metres: 50, minutes: 60 },
    verification: 'automatic',
    defaultLevel: 'blue',
  },
]

export const rules: readonly Rule[] = [
  {
    id: 'level-high',
    kind: 'observation',
    title: text('读数偏高', 'Level is high'),
    thingType: 'meter',
    datastream: 'level',
    levels: [{ level: 'blue', raise: { op: '>=', value: 80 }, clear: { op: '<', value: 70 }, holdSeconds: 60 }],
    eventType: 'high-level',
    examples: [
      {
        title: text('持续一分钟才触发，回落到 70 以下解除', 'Opens after a minute, clears below 70'),
        readings: [85, 86, 75, 69].map((value, i) => ({ atSeconds: i * 60, value })),
        expect: [
          { kind: 'raise', atSeconds: 60, startSeconds: 0, level: 'blue' },
          { kind: 'clear', atSeconds: 180 },
        ],
      },
    ],
  },
]
`,
)
writeNew(
  `domains/${id}/domain.test.ts`,
  `import { checkDomain } from '@civitas/domain-kit'
import { testRuleExamples } from '@civitas/domain-kit/test-kit'
import { describe, expect, it } from 'vitest'
import { ${name} } from './index.ts'

describe('${id}', () => {
  it('is declared without a fault', () => {
    expect(checkDomain(${name}, { others: [] })).toEqual([])
  })
  testRuleExamples(${name})
})
`,
)
writeNew(
  `domains/${id}/README.md`,
  `# ${id}

Meters, their readings, and an event when a reading stays high. Replace the example by what the domain is about; the
steps are in [docs/guide/add-a-domain.md](../../docs/guide/add-a-domain.md).
`,
)
edit(
  'domains/index.ts',
  [
    /(import \{ waterlogging \} from '\.\/waterlogging\/index\.ts'\n)/,
    `$1import { ${name} } from './${id}/index.ts'\n`,
  ],
  [
    /(export const domains[^=]*= \[)([^\]]*)\]/,
    (_, head, list) => `${head}${list.trimEnd().replace(/,$/, '')}, ${name}]`,
  ],
)
format()
process.stdout.write(`\nNow: npm run check\n`)
