import { type Dashboard, type Dataset, type Layer, type Plan, type Scenario, text } from '@civitas/domain-kit'

/** Gauges, coloured by the worst open event about them. */
export const layers: readonly Layer[] = [
  {
    id: 'gauges',
    title: text('积水监测点', 'Ponding gauges'),
    entityType: 'gauge',
    style: {
      kind: 'circle',
      color: '#2f7ed8',
      colorBy: { by: 'event-level' },
      size: 8,
      icon: 'ruler',
      labelAttribute: 'name',
    },
    minZoom: 9,
    visible: true,
    order: 70,
    group: 'sensing',
  },
  {
    id: 'rain-gauges',
    title: text('雨量站', 'Rain gauges'),
    entityType: 'rain-gauge',
    style: {
      kind: 'circle',
      color: '#9fb8d9',
      colorBy: {
        by: 'datastream',
        thingType: 'rain-gauge',
        datastream: 'rain_1h',
        steps: [
          { from: 0.1, color: '#a6d3f5', title: text('小雨', 'Light') },
          { from: 8, color: '#4a90d9', title: text('大雨', 'Heavy') },
          { from: 20, color: '#1f4e9c', title: text('短时强降雨', 'Very heavy') },
          { from: 50, color: '#6a1b9a', title: text('特强降雨', 'Extreme') },
        ],
      },
      size: 6,
      icon: 'rain',
    },
    minZoom: 9,
    visible: true,
    order: 65,
    group: 'sensing',
  },
  {
    id: 'river-gauges',
    title: text('河道水位站', 'River gauges'),
    entityType: 'river-gauge',
    style: { kind: 'circle', color: '#1d6fa5', colorBy: { by: 'event-level' }, size: 6, icon: 'waves' },
    minZoom: 9,
    visible: false,
    order: 66,
    group: 'sensing',
  },
]

/** 城市内涝驾驶舱. */
export const dashboards: readonly Dashboard[] = [
  {
    id: 'waterlogging',
    title: text('城市内涝', 'Waterlogging'),
    audience: 'leader',
    cards: [
      { kind: 'indicator', indicator: 'points-above-warning', display: 'number', width: 4 },
      { kind: 'indicator', indicator: 'max-depth', display: 'number', width: 4 },
      { kind: 'indicator', indicator: 'closures-open', display: 'number', width: 4 },
      { kind: 'indicator', indicator: 'minutes-to-closure', display: 'number', width: 4 },
      { kind: 'indicator', indicator: 'in-time-rate', display: 'number', width: 4 },
      { kind: 'indicator', indicator: 'rain-1h-max', display: 'number', width: 4 },
      { kind: 'map', layers: ['gauges', 'rain-gauges', 'city-base.water', 'city-base.roads'], width: 14 },
      {
        kind: 'events',
        eventTypes: ['closure-needed', 'ponding', 'heavy-rain', 'sensor-fault'],
        limit: 10,
        width: 10,
      },
      { kind: 'series', thingType: 'gauge', datastream: 'depth', window: '6h', limit: 5, width: 12 },
      { kind: 'cases', caseTypes: ['road-closure'], limit: 8, width: 12 },
      { kind: 'indicator', indicator: 'points-above-warning', display: 'by-division', width: 12 },
    ],
  },
]

/** 城市防汛预案 (structure only; `command` carries plans out later). */
export const plans: readonly Plan[] = [
  {
    id: 'flood-response',
    title: text('城市内涝应急响应', 'Urban flood response'),
    legalBasis: '《中华人民共和国防洪法》；《国家防汛抗旱应急预案》',
    levels: [
      {
        level: 'yellow',
        triggers: [{ kind: 'event', eventType: 'heavy-rain', minLevel: 'yellow', count: 1 }],
        approvedBy: '市防汛抗旱指挥部办公室',
        tasks: [
          {
            title: text('下穿通道值守到位', 'Guards at the underpasses'),
            item: 'road-closure',
            withinMinutes: 30,
          },
          { title: text('泵车待命', 'Pumps on standby'), item: 'drainage', withinMinutes: 30 },
        ],
        resources: [text('移动泵车 6 台', '6 mobile pumps')],
        messages: ['heavy-rain-tip'],
      },
      {
        level: 'red',
        triggers: [
          { kind: 'event', eventType: 'closure-needed', minLevel: 'red', count: 3 },
          { kind: 'indicator', indicator: 'max-depth', op: '>=', value: 60 },
        ],
        approvedBy: '市防汛抗旱指挥部',
        tasks: [
          {
            title: text('封闭全部下穿通道', 'Close all underpasses'),
            item: 'road-closure',
            withinMinutes: 20,
          },
        ],
        resources: [text('移动泵车 12 台、冲锋舟 4 艘', '12 mobile pumps, 4 boats')],
        messages: ['closed-ahead', 'avoid-underpass'],
      },
    ],
  },
]

/** Open data: depth of the public points. */
export const datasets: readonly Dataset[] = [
  {
    id: 'ponding-depth',
    title: text('积水监测数据', 'Ponding depth'),
    description: text('各监测点积水深度。', 'Water depth by gauge.'),
    of: { kind: 'observations', thingType: 'gauge', datastreams: ['depth'] },
    classification: 1,
    sharing: 'open',
    updated: 'live',
    licence: 'CC BY 4.0',
  },
]

/** A dry day, and a rainstorm that floods underpasses about ten city minutes after it breaks. */
export const scenarios: readonly Scenario[] = [
  {
    id: 'ordinary-day',
    title: text('平常的一天', 'An ordinary day'),
    description: text('无雨，监测点无积水。', 'No rain, no water.'),
    phases: [{ title: text('晴到多云', 'Fair'), minutes: 1440, drivers: { rain_mm_h: 0 } }],
  },
  {
    id: 'rainstorm',
    title: text('暴雨', 'Rainstorm'),
    description: text(
      '短时强降雨，下穿通道约十分钟后达到封闭深度，雨停后逐步退水。',
      'A cloudburst: underpasses reach the closing depth after about ten minutes and drain after the rain.',
    ),
    phases: [
      { title: text('起雨', 'Rain sets in'), minutes: 3, drivers: { rain_mm_h: 40, wind_m_s: 8 } },
      { title: text('暴雨', 'Cloudburst'), minutes: 27, drivers: { rain_mm_h: 130, wind_m_s: 12 } },
      { title: text('减弱', 'Dying down'), minutes: 30, drivers: { rain_mm_h: 10, wind_m_s: 6 }, ramp: true },
      { title: text('雨停退水', 'Draining'), minutes: 60, drivers: { rain_mm_h: 0, wind_m_s: 3 } },
    ],
  },
]
