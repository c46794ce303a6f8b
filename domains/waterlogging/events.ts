import { type EventType, type MessageTemplate, text } from '@civitas/domain-kit'

/** Events about water where it should not be. */
export const eventTypes: readonly EventType[] = [
  {
    id: 'ponding',
    title: text('积水', 'Ponding'),
    description: text(
      '道路、小区或下穿通道积水达到预警深度。',
      'Water on a road, in an estate or underpass reaches a warning depth.',
    ),
    icon: 'flood',
    mergeWithin: { metres: 100, minutes: 60 },
    verification: 'automatic',
    opensCase: { caseType: 'road-closure', minLevel: 'orange' },
    defaultLevel: 'blue',
  },
  {
    id: 'closure-needed',
    title: text('下穿通道需封闭', 'Underpass must be closed'),
    description: text('下穿通道积水达到封闭深度。', 'Water in an underpass reaches the closing depth.'),
    icon: 'barrier',
    mergeWithin: { metres: 200, minutes: 120 },
    verification: 'automatic',
    opensCase: { caseType: 'road-closure', minLevel: 'blue' },
    defaultLevel: 'red',
  },
  {
    id: 'heavy-rain',
    title: text('短时强降雨', 'Heavy rain'),
    description: text('雨量站小时雨量达到强降雨标准。', 'Rain of one hour at a gauge is heavy.'),
    icon: 'rain',
    mergeWithin: { metres: 10_000, minutes: 120 },
    verification: 'automatic',
    defaultLevel: 'blue',
    reportable: false,
  },
  {
    id: 'sensor-fault',
    title: text('监测仪异常', 'Doubtful gauge'),
    description: text('监测仪出现孤立尖峰或电量过低。', 'A gauge shows a lone spike or a low battery.'),
    icon: 'tool',
    mergeWithin: { metres: 5, minutes: 1440 },
    verification: 'automatic',
    opensCase: { caseType: 'sensor-check', minLevel: 'blue' },
    defaultLevel: 'blue',
    reportable: false,
  },
]

/** 出行提示: what drivers and residents are told. */
export const messages: readonly MessageTemplate[] = [
  {
    id: 'closed-ahead',
    title: text('情报板：禁止通行', 'Message screen: closed'),
    eventType: 'closure-needed',
    when: 'raised',
    minLevel: 'red',
    channels: ['screen'],
    body: text('前方积水 禁止通行', 'FLOODED AHEAD – ROAD CLOSED'),
  },
  {
    id: 'avoid-underpass',
    title: text('出行提示：绕行', 'Travel tip: take another way'),
    eventType: 'closure-needed',
    when: 'raised',
    minLevel: 'red',
    channels: ['sms', 'app', 'radio', 'television'],
    body: text(
      '{time}，{place}积水 {value} 厘米，已封闭，请绕行。',
      '{time}: {place} is closed, water {value} cm deep. Please take another way.',
    ),
  },
  {
    id: 'reopened',
    title: text('出行提示：积水已退', 'Travel tip: water gone'),
    eventType: 'closure-needed',
    when: 'cleared',
    minLevel: 'red',
    channels: ['app', 'radio'],
    body: text(
      '{place}积水已退，经现场确认后恢复通行。',
      'The water at {place} has gone; it reopens after an on-site check.',
    ),
  },
  {
    id: 'slow-down',
    title: text('出行提示：减速慢行', 'Travel tip: slow down'),
    eventType: 'ponding',
    when: 'raised',
    minLevel: 'yellow',
    channels: ['screen', 'app'],
    body: text('{place}积水 {value} 厘米，请减速慢行。', 'Water {value} cm deep at {place}. Slow down.'),
  },
  {
    id: 'heavy-rain-tip',
    title: text('出行提示：强降雨', 'Travel tip: heavy rain'),
    eventType: 'heavy-rain',
    when: 'raised',
    minLevel: 'yellow',
    channels: ['app', 'sms', 'radio'],
    body: text(
      '{place}小时雨量 {value} 毫米，请避开下穿通道和低洼路段。',
      '{value} mm of rain in one hour at {place}. Avoid underpasses and low roads.',
    ),
  },
]
