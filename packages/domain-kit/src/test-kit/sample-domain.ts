import { type DomainDefinition, defineDomain } from '../define-domain.ts'
import { attributes, choiceField, form, numberField, textField, yesNoField } from '../fields.ts'
import { text } from '../text.ts'

const t = text('样例', 'Sample')

/** A small noise domain without a fault, for tests that break one thing at a time. */
export const sampleDefinition = {
  id: 'noise',
  title: text('噪声', 'Noise'),
  description: t,
  icon: 'sound',
  systems: ['GOV-080'],
  entityTypes: [
    {
      id: 'meter',
      title: text('噪声监测点', 'Noise meter'),
      schema: attributes({
        zone: choiceField(text('功能区', 'Zone'), [['quiet', '安静', 'Quiet']], { required: true }),
        height_m: numberField(text('高度', 'Height'), 'm'),
      }),
      reference: { pattern: '^N\\d+$', description: t },
      geometry: 'Point',
      relations: [{ id: 'near', title: t, to: 'meter' }],
      classification: 1,
      searchFields: ['zone'],
      listColumns: ['name', 'zone'],
      icon: 'sound',
      color: '#336699',
    },
  ],
  thingTypes: [
    {
      id: 'meter',
      title: t,
      entityType: 'meter',
      datastreams: [
        {
          id: 'level',
          title: t,
          unit: 'dB',
          observedProperty: { id: 'noise', title: t },
          range: { min: 0, max: 140 },
          periodSeconds: 60,
        },
      ],
      derived: [
        {
          id: 'level_max',
          title: t,
          unit: 'dB',
          observedProperty: { id: 'noise', title: t },
          from: ['level'],
          lookbackHours: 1,
          at: 'hour',
          compute: () => ({ result: null }),
        },
      ],
      heartbeatSeconds: 300,
    },
  ],
  rules: [
    {
      id: 'loud',
      kind: 'observation',
      title: t,
      thingType: 'meter',
      datastream: 'level',
      where: { zone: 'quiet' },
      levels: [
        { level: 'blue', raise: { op: '>=', value: 50 }, clear: { op: '<', value: 45 }, holdSeconds: 60 },
        { level: 'yellow', raise: { op: '>=', value: 60 }, clear: { op: '<', value: 55 }, holdSeconds: 60 },
      ],
      eventType: 'loud',
      examples: [{ title: t, readings: [{ atSeconds: 0, value: 40 }], expect: [] }],
    },
  ],
  eventTypes: [
    {
      id: 'loud',
      title: t,
      icon: 'sound',
      mergeWithin: { metres: 50, minutes: 30 },
      verification: 'automatic',
      opensCase: { caseType: 'quieten', minLevel: 'yellow' },
      defaultLevel: 'blue',
    },
  ],
  dutyItems: [{ id: 'quiet', title: t, usualUnit: t }],
  caseTypes: [
    {
      id: 'quieten',
      title: t,
      numberPrefix: 'ZS',
      stages: [
        {
          id: 'visit',
          title: t,
          tasks: [
            {
              id: 'look',
              title: t,
              item: 'quiet',
              role: 'grid-worker',
              instructions: t,
              form: form({ loud: yesNoField(t, { required: true }), note: textField(t) }),
              photosRequired: 1,
              limit: { minutes: 60, clock: 'natural' },
            },
          ],
          exits: [
            {
              id: 'calm',
              title: t,
              to: 'closed',
              when: { task: 'look', field: 'loud', op: '=', value: false },
            },
            { id: 'done', title: t, to: 'check' },
          ],
        },
      ],
      check: {
        title: t,
        item: 'quiet',
        role: 'inspector',
        notSamePerson: true,
        instructions: t,
        form: form(),
        photosRequired: 0,
        limit: { minutes: 60, clock: 'working' },
        onFail: 'visit',
      },
      limit: { minutes: 480, clock: 'working' },
      escalation: [{ atPercent: 100, notify: 'leader', message: t }],
      appraisal: [],
    },
  ],
  indicators: [
    {
      id: 'loudest',
      title: t,
      unit: 'dB',
      direction: 'down',
      formula: {
        kind: 'observations',
        thingType: 'meter',
        datastream: 'level',
        window: '1h',
        perThing: 'latest',
        across: 'max',
      },
      thresholds: [],
      targets: [],
      refresh: { on: 'change' },
      drillDown: { to: 'formula' },
      downTo: 'street',
      audience: 'public',
    },
  ],
  models: [
    {
      id: 'double',
      title: t,
      description: t,
      reference: 'arithmetic',
      inputs: [{ id: 'a', title: t, unit: '1' }],
      outputs: [{ id: 'b', title: t }],
      compute: ({ a }) => ({ b: a === null || a === undefined ? null : a * 2 }),
      vectors: [{ title: t, inputs: { a: 2 }, expect: { b: 4 } }],
    },
  ],
  layers: [
    {
      id: 'meters',
      title: t,
      entityType: 'meter',
      style: { kind: 'circle', color: '#336699', colorBy: { by: 'event-level' } },
      minZoom: 10,
      visible: true,
      order: 1,
      group: 'sensing',
    },
  ],
  dashboards: [
    {
      id: 'board',
      title: t,
      audience: 'leader',
      cards: [{ kind: 'indicator', indicator: 'loudest', display: 'number' }],
    },
  ],
  scenarios: [
    {
      id: 'ordinary-day',
      title: t,
      description: t,
      phases: [{ title: t, minutes: 60, drivers: { wind: 1 } }],
    },
  ],
} as const satisfies DomainDefinition

/** The sample domain as a definition. */
export const sampleDomain = defineDomain(sampleDefinition)
